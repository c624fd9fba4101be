//! Given and family names of many cultures, in the scripts in which directories have them.
//!
//! A name is one word. `Иван/ivan` is a name with its spelling in an e-mail; without a `/`, the spelling is the name
//! in ASCII letters.

/// How a full name is written.
#[derive(Clone, Copy)]
pub(super) enum NameOrder {
    /// `Ana García`.
    GivenFirst,
    /// `Nagy Anna`.
    FamilyFirst,
    /// `王伟`.
    FamilyFirstJoined,
}

/// The names of one culture, separated by blanks.
pub(super) struct Culture {
    pub(super) order: NameOrder,
    pub(super) given: &'static str,
    pub(super) family: &'static str,
}

const fn culture(order: NameOrder, given: &'static str, family: &'static str) -> Culture {
    Culture { order, given, family }
}

use NameOrder::{FamilyFirst, FamilyFirstJoined, GivenFirst};

/// The cultures, each as frequent as the others.
pub(super) const CULTURES: &[Culture] = &[
    culture(
        GivenFirst,
        "Olivia James Aoife Liam Grace Connor Siobhán Ruby Noah Isla Declan Maeve Ethan Harriet Callum Jean-Luc",
        "Smith O'Brien Taylor McDonald Walsh Evans O'Neill Clarke Hughes Fitzgerald Wright Kelly Baker Doyle Reid Young",
    ),
    culture(
        GivenFirst,
        "Jürgen Anke Björn Käthe Lukas Sabine Matthias Heike Jörg Ute Sebastian Annika Götz Friederike Tobias Silke",
        "Müller Weiß Schäfer Köhler Krüger Vogel Jäger Böhm Schröder Lang Groß Zimmermann Bauer Huber Möller Franke",
    ),
    culture(
        GivenFirst,
        "Chloé François Zoë Benoît Hélène Théo Inès Rémi Aurélie Loïc Manon Étienne Solène Gaël Maëlle Jérôme",
        "Dubois Lefèvre Moreau Bérenger Garnier Rousseau Gauthier Mercier Faure Beaumont Noël Lemaître Roche Picard Guérin Hébert",
    ),
    culture(
        GivenFirst,
        "Ana Íñigo Lucía José Sofía Martín Begoña Rubén Inés Ángel Ximena Andrés Rocío Mateo Guadalupe Tomás",
        "García Fernández Muñoz Ibáñez Castillo Núñez Peña Rodríguez Vázquez Herrera Quiñones Ortega Zúñiga Ramos León Acuña",
    ),
    culture(
        GivenFirst,
        "João Inês Gonçalo Conceição Tiago Beatriz Luís Antónia Rui Letícia Otávio Mônica Caio Fátima Vinícius Débora",
        "Silva Gonçalves Araújo Sampaio Magalhães Teixeira Brandão Fonseca Assunção Leitão Carvalho Simões Falcão Moura Conceição Azevedo",
    ),
    culture(
        GivenFirst,
        "Giulia Niccolò Chiara Matteo Ilaria Davide Letizia Simone Noemi Gianluca Serena Cosimo Benedetta Enzo Fiorella Raffaele",
        "Rossi D'Angelo Bianchi Esposito Colombo Greco Conti Lombardi Fabbri Marchetti Sanna Villa Pellegrini Caruso Ferrari Rinaldi",
    ),
    culture(
        GivenFirst,
        "Åsa Bjørn Ingrid Søren Göran Freja Øystein Märta Håkon Sigríður Jón Liv Aino Väinö Päivi Þóra",
        "Lindström Ødegård Sørensen Åkesson Nygård Hämäläinen Jónsdóttir Bergström Kjær Virtanen Lund Strøm Mäkelä Östlund Dahl Gunnarsson",
    ),
    culture(
        GivenFirst,
        "Łukasz Zofia Paweł Małgorzata Grażyna Michał Agnieszka Stanisław Kinga Błażej Żaneta Jakub Wanda Przemysław Ewa Tadeusz",
        "Kowalski Wiśniewska Wójcik Dąbrowski Król Zieliński Szymański Woźniak Jabłoński Gąsior Łuczak Pawłowski Wróbel Ślusarczyk Nowak Żak",
    ),
    culture(
        GivenFirst,
        "Jiří Anežka Ondřej Kateřina Tomáš Zdeňka Vojtěch Božena Marek Ľubica Matúš Zuzana Štefan Lucie Miloš Hana",
        "Novák Dvořák Svobodová Černý Kučera Veselý Horák Němec Růžička Šťastný Beneš Kovář Mráz Hruška Říha Ďurica",
    ),
    culture(
        FamilyFirst,
        "Anna/anna Gergő/gergo Zsófia/zsofia Bence/bence Dóra/dora Máté/mate Csilla/csilla Árpád/arpad Eszter/eszter Balázs/balazs Réka/reka Örs/ors Ildikó/ildiko Lőrinc/lorinc Virág/virag Ákos/akos",
        "Nagy Szűcs Kovács Tóth Szabó Varga Kiss Molnár Németh Balogh Lakatos Juhász Fekete Győri Sipos Bognár",
    ),
    culture(
        GivenFirst,
        "Elif Çağla Ömer Şebnem Kerem Gülşah Yiğit Zeynep İbrahim Tuğçe Barış Ayşe Umut Özlem Emre Nazlı",
        "Yılmaz Öztürk Şahin Çelik Aydın Doğan Kılıç Arslan Güneş Koç Polat Erdoğdu Aksoy Işık Tekin Uçar",
    ),
    culture(
        FamilyFirst,
        "Anh Dũng Hương Khánh Linh Minh Ngọc Phúc Quỳnh Sơn Thảo Trung Tuyết Vân Việt Yến",
        "Nguyễn Trần Lê Phạm Huỳnh Hoàng Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý",
    ),
    culture(
        GivenFirst,
        "Adaeze Chidi Emeka Ngozi Folasadé Táíwò Kẹ́hìndé Amina Sani Ụzọma Olúwaṣeun Halima Tunde Ifeoma Yetunde Obinna",
        "Okafor Adéyẹmí Balogun Eze Nwosu Ibrahim Ọláìyá Danjuma Chukwu Akinwándé Bello Obi Musa Ogunleye Onyeka Abiọla",
    ),
    culture(
        GivenFirst,
        "Wanjiru Otieno Achieng Kiprono Njeri Mwangi Nyambura Baraka Zawadi Juma Neema Kwame Akosua Yaw Abena Kofi",
        "Kamau Odhiambo Mutua Wekesa Kipchoge Njoroge Mwakio Acheampong Mensah Owusu Asante Boateng Nkrumah Were Kilonzo Maina",
    ),
    culture(
        GivenFirst,
        "Leilani Keanu Ariana Tāne Mere Kahu Aroha Sione Losa Manaia Hēmi Tūī Pania Wiremu Ngaio Kalea",
        "Kahananui Ngata Tamihana Fa'alogo Kealoha Parata Tuimavave Rangihau Māhuta Lelei Pōtae Taufa Wharerimu Kaʻaihue Tawhiri Leota",
    ),
    culture(
        GivenFirst,
        "Putri Budi Dewi Wayan Siti Agus Ratna Joko Ayu Rizky Maricel Jejomar Corazon Efren Ligaya Bayani",
        "Wijaya Santoso Hartono Kusuma Pratama Siregar Nasution Suryadi Cruz Bautista Macaraeg Dimaculangan Panganiban Reyes Halim Lubis",
    ),
    culture(
        GivenFirst,
        "Иван/ivan Ольга/olga Сергей/sergey Екатерина/ekaterina Дмитрий/dmitry Анастасия/anastasia Алексей/aleksey Юлия/yulia Фёдор/fedor Людмила/ludmila Артём/artem Ксения/ksenia Илья/ilya Вера/vera Тимур/timur Алсу/alsu",
        "Иваненко/ivanenko Кузнецов/kuznetsov Смирнова/smirnova Волков/volkov Щербаков/shcherbakov Морозов/morozov Лебедева/lebedeva Соловьёв/solovyov Жукова/zhukova Хабибуллин/khabibullin Орлов/orlov Цветаева/tsvetaeva Белов/belov Ершов/ershov Пономарёв/ponomarev Юдина/yudina",
    ),
    culture(
        GivenFirst,
        "Катерина/kateryna Тарас/taras Оксана/oksana Микола/mykola Леся/lesia Богдан/bohdan Ярина/yaryna Євген/yevhen Соломія/solomiia Андрій/andrii Захар/zakhar Наталя/natalia Остап/ostap Орися/orysia Любомир/liubomyr Ганна/hanna",
        "Шевченко/shevchenko Ковальчук/kovalchuk Бондаренко/bondarenko Ткачук/tkachuk Мельник/melnyk Гончар/honchar Кравець/kravets Лисенко/lysenko Щур/shchur Руденко/rudenko Яценко/yatsenko Ґудзь/gudz Поліщук/polishchuk Савчук/savchuk Дячук/diachuk Їжак/yizhak",
    ),
    culture(
        GivenFirst,
        "Νικόλαος/nikolaos Ελένη/eleni Γιώργος/giorgos Αικατερίνη/aikaterini Δημήτρης/dimitris Σοφία/sofia Θανάσης/thanasis Χριστίνα/christina Σπύρος/spyros Ξένια/xenia Παύλος/pavlos Ευαγγελία/evangelia Στέλιος/stelios Ζωή/zoi Ηλίας/ilias Φωτεινή/foteini",
        "Παπαδόπουλος/papadopoulos Γεωργίου/georgiou Νικολαΐδης/nikolaidis Οικονόμου/oikonomou Καραγιάννης/karagiannis Ψαράς/psaras Αγγέλου/angelou Μακρής/makris Λάσκαρης/laskaris Βλάχου/vlachou Χατζής/chatzis Ρήγας/rigas Κώττα/kotta Δούκας/doukas Ζέρβας/zervas Φώτου/fotou",
    ),
    culture(
        GivenFirst,
        "محمد/mohammed فاطمة/fatima أحمد/ahmed ليلى/layla يوسف/youssef عائشة/aisha خالد/khaled مريم/mariam طارق/tariq نور/nour حسن/hassan سلمى/salma عمر/omar هدى/huda زياد/ziad رانيا/rania",
        "الحسن/alhasan حداد/haddad الخطيب/alkhatib منصور/mansour السيد/elsayed نجار/najjar القاسم/alqasim زيدان/zidan عثمان/othman شريف/sharif الراشد/alrashid فارس/fares بكري/bakri صالح/saleh جابر/jaber عزيز/aziz",
    ),
    culture(
        GivenFirst,
        "נועה/noa איתן/eitan תמר/tamar יוסף/yosef מיכל/michal אורי/uri שירה/shira דוד/david רחל/rachel גיל/gil יעל/yael אלון/alon הדס/hadas משה/moshe ליאור/lior רונית/ronit",
        "כהן/cohen לוי/levi מזרחי/mizrahi פרץ/peretz ביטון/biton דהן/dahan אברהם/avraham פרידמן/friedman שפירא/shapira אזולאי/azoulay גבאי/gabay כץ/katz חדד/hadad עמר/amar סגל/segal ברק/barak",
    ),
    culture(
        GivenFirst,
        "प्रिया/priya अर्जुन/arjun अंजलि/anjali विक्रम/vikram काव्या/kavya रोहन/rohan मीरा/meera सुरेश/suresh नेहा/neha अमित/amit पूजा/pooja राजेश/rajesh स्वाति/swati करण/karan दीपिका/deepika मोहन/mohan",
        "शर्मा/sharma वर्मा/verma गुप्ता/gupta सिंह/singh मिश्रा/mishra यादव/yadav जोशी/joshi त्रिपाठी/tripathi चौहान/chauhan पाण्डेय/pandey अग्रवाल/agrawal सक्सेना/saxena ठाकुर/thakur भट्ट/bhatt मेहता/mehta राठौर/rathore",
    ),
    culture(
        GivenFirst,
        "தமிழ்/tamizh கார்த்திக்/karthik மீனா/meena முருகன்/murugan லட்சுமி/lakshmi அருண்/arun பிரியா/priya செந்தில்/senthil রুমা/ruma অনির্বাণ/anirban মৌসুমী/mousumi সৌরভ/sourav তানিয়া/tania রফিক/rafiq শর্মিলা/sharmila তাপস/tapas",
        "சுப்பிரமணியம்/subramaniam ராமசாமி/ramasamy கண்ணன்/kannan வேலு/velu பாலன்/balan நடராஜன்/natarajan সেন/sen চট্টোপাধ্যায়/chattopadhyay রহমান/rahman দাস/das মুখার্জি/mukherjee ইসলাম/islam ঘোষ/ghosh পাল/pal হোসেন/hossain রায়/roy",
    ),
    culture(
        GivenFirst,
        "สมชาย/somchai มาลี/malee ประเสริฐ/prasert สุดา/suda นภา/napa วิชัย/wichai กมล/kamon อรุณ/arun პატარა/patara ნინო/nino გიორგი/giorgi თამარ/tamar არმენ/armen Անի/ani Հայկ/hayk Նարե/nare",
        "ศรีสุข/srisuk แก้วมณี/kaewmanee ทองดี/thongdee บุญมี/boonmee จันทร์/chan วงศ์ใหญ่/wongyai ბერიძე/beridze კაპანაძე/kapanadze გელაშვილი/gelashvili ლომიძე/lomidze მაისურაძე/maisuradze Հակոբյան/hakobyan Սարգսյան/sargsyan Գրիգորյան/grigoryan Պետրոսյան/petrosyan Ավագյան/avagyan",
    ),
    culture(
        GivenFirst,
        "አበበ/abebe ሰላም/selam ዳዊት/dawit ሃና/hanna ተስፋዬ/tesfaye ብርሃን/birhan ማርታ/marta ዮናስ/yonas ሩት/ruth ኃይሌ/haile አስቴር/aster ካሳ/kassa ሳራ/sara ግርማ/girma ትዕግስት/tigist በቀለ/bekele",
        "ገብረማርያም/gebremariam ወልደሚካኤል/woldemichael ታደሰ/tadesse መኮንን/mekonnen አለሙ/alemu ደስታ/desta ከበደ/kebede ሀብቴ/habte ፍቃዱ/fikadu በላይ/belay ተፈራ/tefera ጌታቸው/getachew ሙሉጌታ/mulugeta አሰፋ/assefa ንጉሤ/niguse ዘውዴ/zewde",
    ),
    culture(
        FamilyFirstJoined,
        "伟/wei 芳/fang 娜/na 秀英/xiuying 敏/min 静/jing 丽/li 强/qiang 磊/lei 洋/yang 艳/yan 勇/yong 军/jun 杰/jie 雪梅/xuemei 嘉欣/jiaxin",
        "王/wang 李/li 张/zhang 刘/liu 陈/chen 杨/yang 赵/zhao 黄/huang 周/zhou 吴/wu 徐/xu 孙/sun 胡/hu 朱/zhu 欧阳/ouyang 诸葛/zhuge",
    ),
    culture(
        FamilyFirst,
        "蓮/ren 陽菜/hina 大翔/hiroto 美咲/misaki 健/ken さくら/sakura 翔太/shota 愛/ai 拓海/takumi あおい/aoi 直樹/naoki ゆい/yui 恵子/keiko 龍之介/ryunosuke マリア/maria 誠/makoto",
        "佐藤/sato 鈴木/suzuki 高橋/takahashi 田中/tanaka 渡邊/watanabe 伊藤/ito 山本/yamamoto 中村/nakamura 小林/kobayashi 齋藤/saito 加藤/kato 吉田/yoshida 髙山/takayama 長谷川/hasegawa 森/mori 五十嵐/igarashi",
    ),
    culture(
        FamilyFirstJoined,
        "민준/minjun 서연/seoyeon 지훈/jihoon 하은/haeun 현우/hyunwoo 수빈/subin 도윤/doyun 지우/jiwoo 예준/yejun 은지/eunji 태양/taeyang 유나/yuna 성민/sungmin 미경/mikyung 영호/youngho 슬기/seulgi",
        "김/kim 이/lee 박/park 최/choi 정/jung 강/kang 조/cho 윤/yoon 장/jang 임/lim 한/han 오/oh 서/seo 신/shin 남궁/namgung 황보/hwangbo",
    ),
];
