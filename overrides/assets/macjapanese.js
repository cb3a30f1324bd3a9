// What MacJapanese has beside Shift_JIS: the table of scraper/charset/macjapanese.py, by code.
(() => {
  "use strict";

  // The characters of codes in a row, from the code at their left.
  const RUNS = [
    [0x80, "\\"], [0xa0, "\u00a0"], [0xfd, "©™…"], [0x8540, "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"],
    [0x855e, "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"], [0x857c, "❶❷❸"], [0x8580, "❹❺❻❼❽❾"], [0x8592, "⒈⒉⒊⒋⒌⒍⒎⒏⒐"],
    [0x859f, "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ"], [0x85b3, "ⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹⅺⅻ"], [0x85db, "⒜⒝⒞⒟⒠⒡⒢⒣⒤⒥⒦⒧⒨⒩⒪⒫⒬⒭⒮⒯⒰⒱⒲⒳⒴⒵"],
    [0x8640, "㎜㎟㎝㎠㎤ｍ㎡㎥㎞㎢㎎ｇ㎏㏄㎖㎗ℓ㎘㎳㎲㎱㎰℉㏔㏋㎐㎅㎆㎇"], [0x869b, "№㏍℡"], [0x869f, "♤♧♡♢♠♣♥♦"],
    [0x86b3, "〠☎〄"], [0x86c7, "☞☜☝☟⇆⇄⇅"], [0x86cf, "⇨⇦⇧⇩⇨⇦⇧⇩"],
    [0x8740, "㈰㈪㈫㈬㈭㈮㈯㉀㈷㉂㉃㈹㈺㈱㈾㈴㈲㈻㈶㈳㈵㈼㈽㈿㈸"], [0x8793, "㊤㊥㊦㊧㊨㊩㊖㊝㊘㊞"],
    [0x879e, "㊙㍉㌢㍍㌔㌖㌅㌳㍎㌃㌶㌘㌕㌧㍑㍊㌹㍗㌍㍂㌣㌦㌻㌫"], [0x87bd, "㌀㌞㌪㌱㍇"], [0x87e5, "㍾㍽㍼㍻"], [0x87fa, "㍿"],
    [0x8840, "∮∟⊿"], [0x8854, "〝〟"], [0x8868, "ゔ"], [0x886a, "ヷヸヹヺ"], [0xeb41, "、。"],
    [0xeb50, "￣︳"], [0xeb5b, "ー︱‐"], [0xeb60, "〜‖｜…︰"],
    [0xeb69, "︵︶︹︺［］︷︸︿﹀︽︾﹁﹂﹃﹄︻︼"], [0xeb81, "＝"], [0xec9f, "ぁ"], [0xeca1, "ぃ"], [0xeca3, "ぅ"],
    [0xeca5, "ぇ"], [0xeca7, "ぉ"], [0xecc1, "っ"], [0xece1, "ゃ"], [0xece3, "ゅ"], [0xece5, "ょ"],
    [0xecec, "ゎ"], [0xed40, "ァ"], [0xed42, "ィ"], [0xed44, "ゥ"], [0xed46, "ェ"], [0xed48, "ォ"],
    [0xed62, "ッ"], [0xed83, "ャ"], [0xed85, "ュ"], [0xed87, "ョ"], [0xed8e, "ヮ"], [0xed95, "ヵヶ"],
  ];
  // Codes that Unicode has no single character for.
  const WORDS = [
    [0x8591, "0."], [0x85ab, "XIII"], [0x85ac, "XIV"], [0x85ad, "XV"], [0x85bf, "xiii"],
    [0x85c0, "xiv"], [0x85c1, "xv"], [0x865d, "TB"], [0x869e, "FAX"], [0x86ce, "↓↑"],
    [0x8791, "大⃝"], [0x8792, "小⃝"], [0x879d, "控⃝"], [0x87fb, "有限会社"], [0x87fc, "財団法人"],
  ];

  const table = new Map(WORDS);
  for (const [first, text] of RUNS) {
    Array.from(text).forEach((character, at) => table.set(first + at, character));
  }
  wsm.macJapanese = table;
})();
