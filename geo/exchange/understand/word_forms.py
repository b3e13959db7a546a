"""Words of other people for words of our vocabularies: only such as mean the same wherever they stand.

What is alike but not the same (chapel and church, shrine and mausoleum, spring and fountain) is in no list: a person matches
it. Grades of condition come with the crosswalks of the data model: AMAL and EAMENA, Historic England, UNOSAT, Caucasus
Heritage Watch.
"""

from __future__ import annotations

from geo.exchange.understand.text_key import text_key
from geo.vocabularies import AccessStatus, Certainty, GeometryRole, Method, Sensitivity, SiteKind, StatementStatus

__all__ = ["FORMS", "RANGES"]

_KINDS = {
    "mosque": "mosques|məscid|məscidi|məscidlər|cami|camii|camisi|mescit|mescidi|мечеть|мечети|мечить|مسجد|جامع|مساجد|الجامع|المسجد|մզկիթ|მეჩეთი|mosquée|mosquées|moschee|mezquita|moschea|moskee|juma mosque|cümə məscidi|friday mosque|джума мечеть|соборная мечеть|meczet|мечет|mosqué|masjid|jami",
    "church": "churches|kilsə|kilsəsi|kilise|kilisesi|церковь|церкви|كنيسة|الكنيسة|كنائس|کلیسا|եկեղեցի|ეკლესია|église|églises|kirche|iglesia|chiesa|kerk|igreja|parish church|приходская церковь|biserica|kościół|църква|церква",
    "cathedral": "cathedrals|kafedral|kafedral kilsə|katedral|собор|кафедральный собор|كاتدرائية|کلیسای جامع|մայր տաճար|կաթեդրալ|საკათედრო ტაძარი|cathédrale|kathedrale|catedral|cattedrale|kathedraal",
    "monastery": "monasteries|monastery complex|monastir|monastır|monastırı|manastır|manastırı|монастырь|монастыри|монастырский комплекс|دير|الدير|صومعه|دیر|վանք|վանական համալիր|მონასტერი|monastère|kloster|monasterio|monastero|klooster",
    "synagogue": "synagogues|sinaqoq|sinagog|синагога|كنيس|սինագոգ|სინაგოგა|sinagoga|synagoge",
    "temple": "temples|məbəd|məbədi|mabet|tapınak|معبد|معبد تاريخي|نیایشگاه|temple|tempel|templo|tempio|atəşgah|fire temple|храм огня|آتشکده",
    "madrasa": "madrasah|madrassa|madrasas|medrese|medresesi|mədrəsə|mədrəsəsi|медресе|مدرسة دينية|مدرسه علمیه|մեդրեսե|მედრესე|médersa|madrassah|medersa",
    "minaret": "minarets|minarə|minarəsi|minare|minaresi|минарет|минареты|مئذنة|منارة|مناره|منار|մինարեթ|მინარეთი|minarett|minarete|minareto|alminar",
    "mausoleum": "mausoleums|mausolea|türbə|türbəsi|türbe|türbesi|мавзолей|мавзолеи|тюрбе|ضريح|الضريح|آرامگاه|դամբարան|მავზოლეუმი|mausolée|mausoleo|mausoleu|maqbara",
    "tomb": "tombs|grave|graves|qəbir|qəbri|mezar|mezarı|могила|гробница|гробницы|قبر|گور|գերեզման|შაამარხი|საფლავი|tombe|tombeau|grab|tumba|tomba|graf|sepulchre",
    "cemetery": "cemeteries|graveyard|burial ground|necropolis cemetery|qəbiristanlıq|qəbiristanlığı|qəbristanlıq|qəbristanlığı|məzarlıq|mezarlık|mezarlığı|кладбище|кладбища|مقبرة|المقبرة|گورستان|قبرستان|գերեզմանատուն|გერეზმანი|სასაფლაო|cimetière|friedhof|cementerio|cimitero|begraafplaats|kerkhof",
    "khachkar": "khachkars|cross stone|cross-stone|xaçkar|xaçdaş|haçkar|хачкар|хачкары|خاتشكار|خاچکار|խաչքար|խաչքարեր|ხაჩკარი|khatchkar|khatchkars|chatschkar|kreuzstein|jachkar",
    "burial mound": "burial mounds|barrow|barrows|tumulus|tumuli|kurgan|kurgans|kurqan|kurqanlar|kurqanı|курган|курганы|تل دفن|تپه تدفینی|դամբարանաբլուր|კურგანი|yığma tepe|grabhügel|hügelgrab|túmulo|tumulo|grafheuvel",
    "fort": "forts|fortress|fortresses|qala|qalası|kale|kalesi|крепость|крепости|форт|حصن|الحصن|دژ|բերդ|ամրոց բերդ|ციხე|forteresse|festung|fortaleza|fortezza|vesting",
    "fortification": "fortifications|fortified structure|defensive structure|city wall|city walls|town wall|town walls|qala divarı|qala divarları|istehkam|istehkamlar|tahkimat|sur|surlar|şehir surları|укрепление|укрепления|фортификация|крепостная стена|крепостные стены|городская стена|оборонительная стена|تحصينات|سور|سور المدينة|استحکامات|باروی شهر|ամրություն|ամրություններ|გალავანი|fortification|befestigung|stadtmauer|fortificación|muralla|muralla urbana|fortificazione|mura|enceinte|rempart|remparts",
    "castle": "castles|qəsr|qəsri|şato|замок|замки|القلعة|ամրոց|ციხესიმაგრე|château|château fort|burg|schloss burg|castillo|castello|kasteel|zamek",
    "palace": "palaces|saray|sarayı|xan sarayı|дворец|дворцы|قصر|القصر|کاخ|پالات|պալատ|სასახლე|palais|palast|palacio|palazzo|paleis|khan palace|ханский дворец|sarayi",
    "historic house": "historical house|historic building house|tarixi ev|tarihi ev|исторический дом|بيت تاريخي|خانه تاریخی|պատմական տուն|ისტორიული სახლი|maison historique|historisches wohnhaus|casa histórica",
    "town quarter": "quarter|historic quarter|old quarter|məhəllə|məhəlləsi|tarixi məhəllə|квартал|исторический квартал|حي|حي تاريخي|محله|թաղամաս|უბანი|quartier|stadtviertel|barrio|stadswijk",
    "caravanserai": "caravansary|caravanserais|caravansarai|karavansaray|karvansara|karvansarası|kervansaray|kervansarayı|караван сарай|караван-сарай|караван сараи|караван-сараи|караван-сараи|خان قوافل|كاروانسراي|کاروانسرا|քարավանատուն|իջևանատուն|ქარვასლა|caravansérail|karawanserei|caravasar|caravanserraglio|karavanserai",
    "bridge": "bridges|körpü|körpüsü|körpülər|köprü|köprüsü|мост|мосты|جسر|الجسر|قنطرة|پل|կամուրջ|ხიდი|pont|ponts|brücke|puente|ponte|brug|most",
    "aqueduct": "aqueducts|su kəməri|su kemeri|акведук|قناة لجر المياه|قناة معلقة|آبراهه|ջրանցույց|აკვედუკი|aqueduc|aquädukt|acueducto|acquedotto|aquaduct",
    "bath": "baths|bathhouse|bath house|hammam|hamam|hamamı|hamamlar|баня|бани|хаммам|حمام|الحمام|گرمابه|բաղնիք|აბანო|bain public|bains|badehaus|baño|baños|terme|badhuis",
    "fountain": "fountains|bulaq|bulağı|çeşmə|çeşme|çeşmesi|фонтан|سبيل ماء|سبيل|نافورة|سقاخانه|ցայտաղբյուր|შადრევანი|fontaine|brunnen fontäne|fuente fontana|fontana|fontein",
    "museum": "museums|muzey|muzeyi|müze|müzesi|музей|музеи|متحف|المتحف|موزه|թանգարան|მუზეუმი|musée|museo|muzeum",
    "theatre": "theater|theatres|theaters|teatr|teatrı|tiyatro|театр|театры|مسرح|المسرح|تئاتر|تماشاخانه|թատրոն|თეატრი|théâtre|teatro|schauspielhaus",
    "library": "libraries|kitabxana|kitabxanası|kütüphane|kütüphanesi|библиотека|مكتبة|کتابخانه|գրադարան|ბიბლიოთეკა|bibliothèque|bibliothek|biblioteca|bibliotheek",
    "cultural centre": "cultural center|house of culture|culture house|mədəniyyət mərkəzi|mədəniyyət evi|kültür merkezi|kültür evi|культурный центр|дом культуры|дворец культуры|مركز ثقافي|مرکز فرهنگی|մշակույթի տուն|մշակութային կենտրոն|კულტურის ცენტრი|კულტურის სახლი|centre culturel|kulturzentrum|kulturhaus|centro cultural|centro culturale|cultureel centrum",
    "craft workshop": "craft workshops|artisan workshop|sənətkarlıq emalatxanası|zanaat atölyesi|ремесленная мастерская|ورشة حرف|کارگاه صنایع دستی|արհեստանոց|სახელოსნო|atelier d’artisanat|handwerkerwerkstatt|taller artesanal",
    "cave": "caves|cave site|mağara|mağarası|zağa|пещера|пещеры|كهف|الكهف|مغارة|غار|քարանձավ|მღვიმე|გამოქვაბული|grotte|höhle|cueva|grotta|grot|caverne",
    "archaeological site": "archaeological sites|archeological site|archaeological|archaeological monument|arxeoloji abidə|arxeoloji|arkeolojik alan|arkeolojik sit|археологический памятник|памятник археологии|объект археологии|археологический объект|археология|موقع أثري|محوطه باستانی|محوطه تاریخی|հնավայր|հնագիտական հուշարձան|არქეოლოგიური ძეგლი|site archéologique|archäologische fundstätte|bodendenkmal|yacimiento arqueológico|yacimiento|sito archeologico|archeologische vindplaats",
    "ruin": "ruins|ruined building|xarabalıq|xarabalıqlar|xarabalığı|harabe|harabeler|kalıntı|kalıntılar|руины|развалины|руина|أطلال|خرائب|خرابه|ویرانه|ավերակ|ավերակներ|ნანგრევები|ruine|ruines|ruinen|ruinas|rovine|ruïne",
    "monument": "monuments|abidə|abidəsi|anıt|anıtı|памятник|памятники|монумент|معلم|نصب تذكاري|بنای یادبود|یادمان|հուշարձան|ძეგლი|monument commémoratif|denkmal|monumento",
}  # fmt: skip
_CERTAINTY = {
    "definite": "certain|qəti|kesin|определенно|точно|قطعية|قطعي|قطعی|certaine|certain|sicher|definitivo|определённо|dəqiq",
    "high": "yüksək|yüksek|высокая|высокий|высокое|عالية|عالي|بالا|زیاد|բարձր|მაღალი|élevée|haute|élevé|hoch|alta|alto|hoog",
    "medium": "moderate|orta|средняя|средний|среднее|متوسطة|متوسط|միջին|საშუალო|moyenne|moyen|mittel|media|medio|gemiddeld",
    "low": "aşağı|düşük|низкая|низкий|низкое|منخفضة|منخفض|پایین|کم|ցածր|დაბალი|faible|niedrig|gering|baja|bajo|laag",
    "negligible": "very low|cüzi|незначительная|ничтожная|ضئيلة|ناچیز|négligeable|vernachlässigbar|insignificante",
}  # fmt: skip
_METHOD = {
    "field": "field visit|field survey|fieldwork|on site|site visit|ground survey|in situ|çöl tədqiqatı|yerində|yerində baxış|saha çalışması|полевое обследование|на месте|натурное обследование|полевой|زيارة ميدانية|مسح ميداني|میدانی|դաշտային|visite|visite de terrain|terrain|ortsbegehung|begehung|campo|architectural survey",
    "drone": "uav|uas|dron|дрон|бпла|طائرة مسيرة|پهپاد|դրոն|დრონი|drohne",
    "satellite": "satellite imagery|satellite image|satellite images|remote sensing|peyk|peyk şəkli|peyk görüntüsü|uydu|uydu görüntüsü|спутник|спутниковый снимок|спутниковые снимки|космоснимок|صور الأقمار الصناعية|تصوير الأقمار الاصطناعية|تصاویر ماهواره ای|ماهواره|արբանյակ|თანამგზავრი|image satellite|satellit|satellitenbild|satélite",
    "photo": "photograph|photographs|photos|photography|foto|fotoşəkil|fotoğraf|фото|фотография|фотографии|صورة|صور|عکس|լուսանկար|ფოტო|photographie|fotografía|fotografie",
    "literature": "literature interpretation|literary sources|published sources|ədəbiyyat|literatür|литература|по литературе|مؤلفات منشورة|المراجع|ادبیات|գրականություն|ლიტერატურა|littérature|literatur|literatura",
    "media": "news|press|video|kütləvi informasiya vasitələri|basın|medya|сми|пресса|وسائل إعلام|رسانه|մամուլ|მედია|médias|presse|medien|prensa",
    "oral": "oral history|interview|testimony|şifahi|sözlü|устно|устное свидетельство|شفوي|شفاهی|բանավոր|ზეპირი|oral testimony|témoignage oral|mündlich",
}  # fmt: skip
_ACCESS = {
    "open": "yes|public|open to public|açıq|ziyarətə açıq|açık|ziyarete açık|открыт|открыто|открыта|свободный|مفتوح|مفتوحة|باز|բաց|ღია|ouvert|ouverte|offen|geöffnet|abierto|aperto|permissive",
    "permit": "permit required|permission required|with permit|by permit|icazə ilə|icazəli|izinli|izinle|по разрешению|по пропуску|بتصريح|با مجوز|թույլտվությամբ|ნებართვით|sur autorisation|mit genehmigung|con permiso",
    "escort": "escort required|with escort|escorted|müşayiətlə|refakatle|с сопровождением|в сопровождении|بمرافقة|با همراه|ուղեկցությամբ|თანხლებით|accompagné|mit begleitung|con escolta",
    "closed": "no|no access|not accessible|inaccessible|bağlı|ziyarətə bağlı|kapalı|закрыт|закрыто|закрыта|مغلق|مغلقة|بسته|փակ|დახურული|fermé|fermée|geschlossen|cerrado|chiuso",
    "unknown": "naməlum|bilinmiyor|неизвестно|غير معروف|نامعلوم|անհայտ|უცნობია|inconnu|unbekannt|desconocido",
}  # fmt: skip
_SENSITIVITY = {
    "public": "açıq|ictimai|herkese açık|публично|открыто|علني|عمومی|հանրային|საჯარო|öffentlich|público|not sensitive",
    "generalised": "generalized|obscured|approximate location only|ümumiləşdirilmiş|обобщено|обобщенно|معمم|généralisé|verallgemeinert",
    "restricted": "sensitive|məhdud|kısıtlı|ограничено|ограниченный доступ|محدود|سمیا|սահմանափակ|შეზღუდული|restreint|eingeschränkt|restringido",
    "withheld": "hidden|secret|confidential|məxfi|gizli|секретно|скрыто|конфиденциально|سري|محرمانه|գաղտնի|საიდუმლო|confidentiel|geheim|oculto",
}  # fmt: skip
_ROLE = {
    "centre": "center|centroid|center point|centre point|centroid centre|mərkəz|merkez|центр|центроид|المركز|مركز|مرکز|կենտրոն|ცენტრი|mittelpunkt|zentrum|centro",
    "access": "entrance|access point|giriş|вход|مدخل|ورودی|մուտք|შესასვლელი|entrée|eingang|entrada",
    "perimeter": "boundary|outline|footprint|extent|polygon|perimetr|sərhəd|граница|контур|المحيط|محیط|պարագիծ|პერიმეტრი|périmètre|umriss|perímetro",
    "vicinity": "approximate|approximate area|near|ətraf|çevre|окрестности|рядом|приблизительно|الجوار|حوالی|environs|umgebung|cercanías",
}  # fmt: skip
_STATUS = {
    "proposed": "draft|unreviewed|təklif|предложено|مقترح|proposé|vorgeschlagen|propuesto",
    "reviewed": "verified|checked|confirmed|yoxlanılıb|təsdiqlənib|doğrulandı|проверено|подтверждено|مراجع|مراجعة|تایید شده|ստուգված|შემოწმებული|vérifié|geprüft|verificado",
    "disputed": "contested|mübahisəli|tartışmalı|оспаривается|спорно|محل خلاف|مورد اختلاف|վիճելի|სადავო|contesté|umstritten|disputado",
    "withdrawn": "retracted|geri götürülüb|geri çekildi|отозвано|مسحوب|retiré|zurückgezogen|retirado",
}  # fmt: skip
_CONDITION = {
    "1": "good|excellent|very good|əla|çok iyi|отличное|очень хорошее|très bon|sehr gut|muy bueno|good condition|in good condition|well preserved|yaxşı|yaxşı vəziyyətdə|iyi|iyi durumda|хорошее|хорошая|хорошо|хорошее состояние|جيدة|جيد|جید|خوب|سالم و خوب|լավ|კარგი|bon|bonne|bon état|gut|bueno|buena|buono|goed",
    "2": "fair|fair condition|kafi|qənaətbəxş|orta dərəcədə|удовлетворительное|удовлетворительно|удовлетворительная|مقبولة|مقبول|متوسط|բավարար|დამაკმაყოფილებელი|moyen|passable|ausreichend|befriedigend|regular|discreto|redelijk",
    "3": "poor|poor condition|pis|pis vəziyyətdə|kötü|плохое|плохо|плохая|رديئة|سيئة|سيئ|بد|վատ|ცუდი|mauvais|mauvais état|schlecht|malo|cattivo|slecht|moderate damage|moderately damaged",
    "4": "very bad|very poor|çox pis|очень плохое|رديئة جدا|سيئة جدا|بسیار بد|շատ վատ|ძალიან ცუდი|très mauvais|sehr schlecht|muy malo|pessimo|zeer slecht|severe damage|severely damaged|severe",
    "5": "destroyed|totally destroyed|completely destroyed|no longer extant|demolished|məhv olmuş|məhv edilib|məhv olub|tamamilə dağıdılıb|yok olmuş|yıkılmış|tamamen yıkılmış|уничтожен|уничтожена|уничтожено|полностью разрушен|полностью разрушена|разрушен полностью|утрачен|утрачено|утрачена|مدمر|مدمرة|مدمر كليا|مدمرة بالكامل|ویران شده|تخریب کامل|ավերված է|լիովին ավերված|ոչնչացված|განადგურებული|détruit|détruite|zerstört|destruido|distrutto|verwoest|destroyed completely",
    "0": "unknown|cannot tell|not visible|could not be determined|indeterminate|naməlum|bilinmiyor|неизвестно|не определено|غير معروفة|غير معروف|نامشخص|անհայտ|უცნობია|inconnu|inconnue|unbekannt|desconocido|unclear|no visibility",
}  # fmt: skip
_RANGES = {
    (2, 4): "damaged|partially damaged|partly damaged|zədələnib|zədələnmiş|zədəli|hasarlı|hasar görmüş|поврежден|повреждён|повреждена|повреждено|متضرر|متضررة|آسیب دیده|վնասված|დაზიანებული|endommagé|endommagée|beschädigt|dañado|danneggiato|beschadigd|damage",
    (1, 5): "threatened|at risk|endangered|under threat|possible damage|possibly damaged|təhlükə altında|под угрозой|مهدد|در معرض خطر|վտանգված|menacé|gefährdet|amenazado",
    (3, 5): "partially destroyed|partly destroyed|ruined|in ruins|qismən dağıdılıb|qismən dağılmış|dağıdılıb|dağılmış|yarı dağılmış|kısmen yıkılmış|harap|частично разрушен|частично разрушена|частично разрушено|разрушен|разрушена|разрушено|руинировано|руины|مدمرة جزئيا|مدمر جزئيا|نیمه ویران|ویران|مخروبه|կիսավեր|ավերված|մասամբ ավերված|ნანგრევი|partiellement détruit|en ruine|ruiné|teilweise zerstört|ruinös|verfallen|parcialmente destruido|en ruinas|in rovina",
    (3, 4): "bad|bad condition|неудовлетворительное|неудовлетворительно|аварийное|аварийное состояние|qəzalı|qəzalı vəziyyətdə",
    (1, 2): "intact|undamaged|no damage|no visible damage|not damaged|zədəsiz|sağlam|sağlam durumda|hasarsız|без повреждений|не поврежден|سليم|سليمة|غير متضرر|سالم|بدون آسیب|անվնաս|დაუზიანებელი|intacte|intact|non endommagé|unbeschädigt|intakt|intacto|sin daños|onbeschadigd",
}  # fmt: skip


def _forms(vocabulary: type, words: dict[str, str]) -> dict[str, str]:
    out = {text_key(str(word.value)): str(word.value) for word in vocabulary}  # type: ignore[attr-defined]  # an enumeration
    return _with(out, words)


def _with(out: dict[str, str], words: dict[str, str]) -> dict[str, str]:
    for word, forms in words.items():
        for form in forms.split("|"):
            key = text_key(form)
            if out.setdefault(key, word) != word:
                message = f"{form!r} stands for {out[key]!r} and for {word!r}"
                raise ValueError(message)
    return out


_SURE = _forms(Certainty, _CERTAINTY)
FORMS: dict[str, dict[str, str]] = {
    "kind": _forms(SiteKind, _KINDS),
    "geometry_role": _forms(GeometryRole, _ROLE),
    "location_certainty": _SURE,
    "condition_certainty": _SURE,
    "sensitivity": _forms(Sensitivity, _SENSITIVITY),
    "condition": _with({}, _CONDITION),
    "condition_method": _forms(Method, _METHOD),
    "condition_status": _forms(StatementStatus, _STATUS),
    "access": _forms(AccessStatus, _ACCESS),
}
"""Field to word, as `text_key` gives it, to the word of the vocabulary; for the condition, to its grade."""

RANGES: dict[str, tuple[int, int]] = {
    text_key(form): grades for grades, forms in _RANGES.items() for form in forms.split("|")
}
"""Words on a condition that mean no single grade, and the grades that they can mean."""
