"""Lists all users with aiohttp and orjson, eight pages in flight, and compares.

Arguments: the sandbox's address, the query of the first page, how many pages, the roster.
"""

import asyncio
import sys

import aiohttp
import orjson

from comparison import compared, declared

AT_ONCE = 8


async def main(url, first, pages, roster):
    wanted = declared(roster)
    live, numbers = set(), iter(range(1, int(pages) + 1))
    basic = aiohttp.BasicAuth("sandbox-client", "sandbox-secret")
    async with aiohttp.ClientSession() as session:
        grant = {"grant_type": "client_credentials"}
        async with session.post(f"{url}/oauth/token", data=grant, auth=basic, raise_for_status=True) as answer:
            token = (await answer.json())["access_token"]
        headers = {"Authorization": f"Bearer {token}"}

        async def worker():
            for number in numbers:
                query = first.replace("pageNumber=1", f"pageNumber={number}")
                async with session.get(f"{url}/api/v2/users?{query}", headers=headers, raise_for_status=True) as answer:
                    listing = orjson.loads(await answer.read())
                live.update(user["email"].lower() for user in listing["entities"])

        await asyncio.gather(*(worker() for _ in range(AT_ONCE)))
    print(compared(live, wanted))


asyncio.run(main(*sys.argv[1:]))
