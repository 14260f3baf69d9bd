"""Names of one country: the land, its people, and the capital that stands for its government."""

PLACES = """
united states: us# usa# u.s. american americans washington white_house united_states_of_america
united kingdom: uk# british britain briton britons great_britain london downing_street
united nations: un#
european union: eu# brussels
russia: russian russians moscow kremlin russian_federation
ukraine: ukrainian ukrainians kyiv kiev
china: chinese beijing prc#
france: french paris
germany: german germans berlin
italy: italian italians rome
spain: spanish spaniard spaniards madrid
portugal: portuguese lisbon
poland: polish poles warsaw
greece: greek greeks athens
turkey: turkish turks turkiye ankara
iran: iranian iranians tehran
iraq: iraqi iraqis baghdad
israel: israeli israelis
palestine: palestinian palestinians
syria: syrian syrians damascus
lebanon: lebanese beirut
egypt: egyptian egyptians cairo
jordan: jordanian amman
saudi arabia: saudi saudis riyadh
yemen: yemeni yemenis sanaa
afghanistan: afghan afghans kabul
pakistan: pakistani pakistanis islamabad
india: indian indians new_delhi delhi
bangladesh: bangladeshi dhaka
sri lanka: sri_lankan colombo
nepal: nepalese nepali kathmandu
japan: japanese tokyo
north korea: north_korean pyongyang dprk#
south korea: south_korean seoul
taiwan: taiwanese taipei
indonesia: indonesian indonesians jakarta
malaysia: malaysian kuala_lumpur
philippines: filipino philippine filipinos manila
thailand: thai bangkok
vietnam: vietnamese hanoi
burma: burmese myanmar
australia: australian australians canberra
new zealand: new_zealander wellington
canada: canadian canadians ottawa
mexico: mexican mexicans mexico_city
brazil: brazilian brazilians brasilia
argentina: argentine argentinian argentines buenos_aires
chile: chilean santiago
colombia: colombian colombians bogota
venezuela: venezuelan venezuelans caracas
peru: peruvian lima
bolivia: bolivian la_paz
ecuador: ecuadorian quito
cuba: cuban cubans havana
haiti: haitian port-au-prince
south africa: south_african pretoria
nigeria: nigerian nigerians abuja
kenya: kenyan kenyans nairobi
ethiopia: ethiopian addis_ababa
somalia: somali somalis mogadishu
sudan: sudanese khartoum
libya: libyan libyans tripoli
tunisia: tunisian tunis
algeria: algerian algiers
morocco: moroccan rabat
zimbabwe: zimbabwean harare
congo: congolese kinshasa
rwanda: rwandan kigali
uganda: ugandan kampala
sweden: swedish swede swedes stockholm
norway: norwegian norwegians oslo
denmark: danish danes copenhagen
finland: finnish finns helsinki
iceland: icelandic reykjavik
ireland: irish dublin
scotland: scottish scots edinburgh
wales: welsh cardiff
england: english_people
netherlands: dutch holland the_hague
belgium: belgian belgians
switzerland: swiss bern
austria: austrian austrians vienna
hungary: hungarian hungarians budapest
czech republic: czech czechs czechia prague
slovakia: slovak bratislava
romania: romanian romanians bucharest
bulgaria: bulgarian bulgarians sofia
serbia: serbian serbs belgrade
croatia: croatian croats zagreb
bosnia: bosnian sarajevo
kosovo: kosovan kosovar pristina
albania: albanian albanians tirana
georgia: georgian georgians tbilisi
armenia: armenian armenians yerevan
azerbaijan: azerbaijani baku
kazakhstan: kazakh astana
uzbekistan: uzbek tashkent
belarus: belarusian minsk
moldova: moldovan chisinau
lithuania: lithuanian vilnius
latvia: latvian riga
estonia: estonian tallinn
qatar: qatari doha
kuwait: kuwaiti
bahrain: bahraini manama
united arab emirates: uae# emirati abu_dhabi
singapore: singaporean
cambodia: cambodian phnom_penh
chad: chadian ndjamena
mali: malian bamako
ghana: ghanaian accra
senegal: senegalese dakar
africa: african africans
europe: european europeans
asia: asian asians
"""
