/**
 * What single letters fold to, as geo/search.py has it: from which code on, and the texts of the letters that follow.
 * Written by tests/maps/test_same_folding.py.
 */
export const TABLE: readonly (readonly [from: number, texts: string])[] = [
  [0x0080,
    "||||||||||||||||||||||||||||||||_|_|c|gbp|_|y|_|s|_|_c_|a|_|_||_r_|_|deg|_|2|3||u|p|_|_|1|o|_|1_4|1_2|3_4|_|a|" +
    "a|a|a|a|a|ae|c|e|e|e|e|i|i|i|i|d|n|o|o|o|o|o|_|o|u|u|u|u|y|th|ss|a|a|a|a|a|a|ae|c|e|e|e|e|i|i|i|i|d|n|o|o|o|o|" +
    "o|_|o|u|u|u|u|y|th|y|a|a|a|a|a|a|c|c|c|c|c|c|c|c|d|d|d|d|e|e|e|e|e|e|e|e|e|e|g|g|g|g|g|g|g|g|h|h|h|h|i|i|i|i|i" +
    "|i|i|i|i|i|ij|ij|j|j|k|k|q|l|l|l|l|l|l|l|l|l|l|n|n|n|n|n|n|n|ng|ng|o|o|o|o|o|o|oe|oe|r|r|r|r|r|r|s|s|s|s|s|s|s" +
    "|s|t|t|t|t|t|t|u|u|u|u|u|u|u|u|u|u|u|u|w|w|y|y|y|z|z|z|z|z|z|s|b|b|b|b|6|6|o|c|c|d|d|d|d|z|e|e|e|f|f|g|g|hw|i|" +
    "i|k|k|l|l|w|n|n|o|o|o|gh|gh|p|p|r|2|2|sh|sh|t|t|t|t|u|u|u|v|y|y|z|z|zh|||zh|dz|5|5|ts|w|c|x|qc|q|dz|dz|dz|lj|l" +
    "j|lj|nj|nj|nj|a|a|i|i|o|o|u|u|u|u|u|u|u|u|u|u|e|a|a|a|a|ae|ae|g|g|g|g|k|k|o|o|o|o|zh|zh|j|dz|dz|dz|g|g|hw|w|n|" +
    "n|a|a|ae|ae|o|o|a|a|a|a|e|e|e|e|i|i|i|i|o|o|o|o|r|r|r|r|u|u|u|u|s|s|t|t|y|y|h|h|n|d|ou|ou|z|z|a|a|e|e|o|o|o|o|" +
    "o|o|o|o|y|y|l|n|t|j|db|qp|a|c|c|l|t|s|z|||b|u|a|e|e|j|j|q|q|r|r|y|y|a|a|a|b|o|c|d|d|e|e|er|e|e|er|o|j|g|g|g|g|" +
    "u|y|h|h|i|i|i|l|l|l|lzh|w|w|m|n|n|n|o|oe|u|f|r|r|r|r|r|r|i|r|r|s|sh|j|i|sh|t|t|u|u|v|a|w|y|y|z|z|zh|zh|||x|q|p" +
    "c|b|oe|g|h|j|k|l|q|||dz|dzh|dz|ts|tsh|tc|fng|ls|lz|ww|_|y|y|h|h|j|r|r|r|r|w|y||||||||||_|_|_|v|_|_||_|||_|_|||" +
    "_|_|||_|_|_|_|_|_|_|_|_|_|r|x|g|l|s|x||5|4|3|2|1|3|7|_|_||v|_|_|_|_||||_|_|||_|_|_|_|_||||||||||||||||||||||||" +
    "||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||||a|e|i|o|u|c|d|h|m|r|t|v|x|h|h|s|s|" +
    "|_|w|w|||i|s|s_|s_|_|j||||||_|a|_|e|i|i||o||y|o|i|a|v|g|d|e|z|i|th|i|k|l|m|n|x|o|p|r||s|t|y|f|ch|ps|o|i|y|a|e|" +
    "i|i|y|a|v|g|d|e|z|i|th|i|k|l|m|n|x|o|p|r|s|s|t|y|f|ch|ps|o|i|y|o|y|o|_|b|th|y|y|y|ph|p|_|q|q|st|st|w|w|q|q|s|s" +
    "|sh|sh|f|f|x|x|h|h|j|j|c|c|ti|ti|k|r|s|j|th|e|e|sh|sh|s|s|s|r_|s|s_|s_|e|e|dj|g|ie|dz|i|i|j|lj|nj|c|k|i|u|dzh|" +
    "a|b|v|g|d|e|zh|z|i|y|k|l|m|n|o|p|r|s|t|u|f|kh|ts|ch|sh|shch||y||e|yu|ya|a|b|v|g|d|e|zh|z|i|y|k|l|m|n|o|p|r|s|t" +
    "|u|f|kh|ts|ch|sh|shch||y||e|yu|ya|e|e|dj|g|ie|dz|i|i|j|lj|nj|c|k|i|u|dzh|o|o|e|e|ie|ie|e|e|ie|ie|o|o|io|io|ks|" +
    "ks|ps|ps|f|f|y|y|y|y|u|u|o|o|o|o|ot|ot|q|q|1000|_||||_|100000|1000000|jh|jh|||rh|rh|g|g|gh|gh|gh|gh|j|j|z|z|q|" +
    "q|g|g|q|q|q|q|ng|ng|ng|ng|ph|ph|w|w|s|s|th|th|u|u|u|u|h|h|ts|ts|j|j|c|c|h|h|ch|ch|ch|ch|h|gi|gi|q|q|lh|lh|ng|n" +
    "g|nh|nh|dzh|dzh|mh|mh|h|a|a|a|a|ae|ae|e|e|a|a|e|e|dzh|dzh|j|j|dz|dz|i|i|i|i|o|o|o|o|y|y|a|a|u|u|u|u|u|u|tsh|ts" +
    "h|gh|gh|y|y|xh|xh|x|x|h|h|d|d|dj|dj|zj|zj|dz|dz|lj|lj|nj|nj|sj|sj|tj|tj|a|a|l|l|lkh|lkh|rkh|rkh|a|a|q|q|w|w|q|" +
    "q|l|l|n|n|ph|ph|||ny|ny|dzh|dzh|dch|dch|l|l||a|b|g|d|e|z|e|e|t|zh|i|l|kh|ts|k|h|dz|gh|ch|m|y|n|sh|o|ch|p|j|rr|" +
    "s|v|t|r|ts|w|p|k|o|f|||||_|_|_|_|_|a|a|b|g|d|e|z|e|e|t|zh|i|l|kh|ts|k|h|dz|gh|ch|m|y|n|sh|o|ch|p|j|rr|s|v|t|r|" +
    "ts|w|p|k|o|f|ev|h|_|_|||_|_|dram|||||||||||||||||||||||||||||||||e|e|a|o|i|e|e|a|a|o|o|u|||_||_|h||_|||_|o||||" +
    "||||||v|g|d|h|v|z|h|t|y|kh|kh|l|m|m|n|n|s||f|f|ts|ts|k|r|s|t|||||yyy|v|oy|ey||_||||||||||||_|sn_|_|_|sm_|_|cbr" +
    "t|4rt|r|_0|_00|af|_|_|_|_|||||||i|||||_||_|_|_|y||a|a|u|i|i|a|b|a|t|th|j|h|kh|d|dh|r|z|s|sh|s|d|t|dh||gh|g|g|y" +
    "|i|i||f|q|k|l|m|n|h|u|a|i||||a|u|i|||a|||i||e|e|o|e|e|o|a|u|0|1|2|3|4|5|6|7|8|9|_|_|_|_|b|q|a||a|u|e|a|o|u|i|t" +
    "|th|b|t|t|p|th|bh|dz|dz|n|j|ts|ch|ch|d|d|d|dd|dh|dh|dh|d|d|r|r|r|r|r|zh|d|zh|r|sh|s|ch|ts|ch|th|ng|f|f|p|v|v|p" +
    "h|q|g|k|k|g|g|ng|kp|g|gg|n|g|g|g|l|l|l|l|n|n|n|n|ny|h|n|e|h|h|h|o|o|u|u|u|u|u|v|i|ey|e|v|e|ny|e|e|_|e||||||||_" +
    "|_|||||||||||_|||||d|r|0|1|2|3|4|5|6|7|8|9|s|l|n|_|m_|h|_|_|_|_|_|_|_|_|_|_|_|_|_|_||_|||b|g|j|d|d|h|w|z|h|t|d" +
    "|y|yh|k|l|m|n|s|s||p|p|s|q|r|sh|t|bh|gh|dh|a|a|a|o|u|a|e|e|i|e|i|i|i|u|u|o|||h|||h|h|||||||zh|kh|ph|y|p|p|c|ny" +
    "|p|c|ng|c|dd|d|r|s|ng|ng|g|p|v|g|g|k|b|mb|n|n|n|sl|r|z|s|j|c|s|z|j|a|aa|i|ii|y|o|oo|e|ee|ch|s|s|g"],
  [0x10a0,
    "a|b|g|d|e|v|z|t|i|k|l|m|n|o|p|zh|r|s|t|u|p|k|gh|q|sh|ch|ts|dz|ts|ch|kh|j|h|e|y|w|x|o||e||||||ae|||a|b|g|d|e|v|" +
    "z|t|i|k|l|m|n|o|p|zh|r|s|t|u|p|k|gh|q|sh|ch|ts|dz|ts|ch|kh|j|h|e|y|w|x|o|f|e||g||_|n|ae||w"],
  [0x1c80,
    "v|d|o|s|t|t||e|u|tj|tj||||||a|b|g|d|e|v|z|t|i|k|l|m|n|o|p|zh|r|s|t|u|p|k|gh|q|sh|ch|ts|dz|ts|ch|kh|j|h|e|y|w|x" +
    "|o|f|e||g||||ae||w"],
  [0x1d00,
    "a|ae|ae|b|c|d|d|e|e|i|j|k|l|m|n|o|o|o|o|o|oe|ou|o|o|p|r|r|t|u|u|u|w|v|w|z|zh|||g|l|p|r|ps|l|a|ae|b|b|d|e|e|g|h" +
    "|i|j|k|l|m|n|n|o|ou|p|r|t|u|w|a|a|a|ae|b|d|e|e|e|e|g|i|k|m|ng|o|o|o|o|p|t|u|u|w|v||v|g|d|f|ch|i|r|u|v|v|g|r|f|" +
    "ch|ue|b|d|f|m|n|p|r|r|s|t|z|g|n|g|th|i|i|p|u|u|b|d|f|g|k|l|m|n|p|r|s|sh|v|x|z|a|a|d|e|e|e|e|i|o|sh|u|zh|a|c|c|" +
    "d|e|f|j|g|y|i|i|i|i|j|l|l|l|m|w|n|n|n|o|f|s|sh|t|u|u|u|v|a|z|z|z|zh|th|||||||||||r|||||||||a|ae|ao|av|c|d|d|g|" +
    "g|k|l|l|m|n|n|r|r|s|s|z|a|b|b|e|f|l|o|p|sh|u|w|a|o|u||||||||||||a|a|b|b|b|b|b|b|c|c|d|d|d|d|d|d|d|d|d|d|e|e|e|" +
    "e|e|e|e|e|e|e|f|f|g|g|h|h|h|h|h|h|h|h|h|h|i|i|i|i|k|k|k|k|k|k|l|l|l|l|l|l|l|l|m|m|m|m|m|m|n|n|n|n|n|n|n|n|o|o|" +
    "o|o|o|o|o|o|p|p|p|p|r|r|r|r|r|r|r|r|s|s|s|s|s|s|s|s|s|s|t|t|t|t|t|t|t|t|u|u|u|u|u|u|u|u|u|u|v|v|v|v|w|w|w|w|w|" +
    "w|w|w|w|w|x|x|x|x|y|y|z|z|z|z|z|z|h|t|w|y|a|s|s_|s_|ss|d|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|e|e|e" +
    "|e|e|e|e|e|e|e|e|e|e|e|e|e|i|i|i|i|o|o|o|o|o|o|o|o|o|o|o|o|o|o|o|o|o|o|o|o|o|o|o|o|u|u|u|u|u|u|u|u|u|u|u|u|u|u" +
    "|y|y|y|y|y|y|y|y|ll|ll|v|v|y|y|a|ha|a|ha|a|ha|a|ha|a|ha|a|ha|a|ha|a|ha|e|he|e|he|e|he|||e|he|e|he|e|he|||i|hi|" +
    "i|hi|i|hi|i|hi|i|hi|i|hi|i|hi|i|hi|i|hi|i|hi|i|hi|i|hi|i|hi|i|hi|i|hi|i|hi|o|ho|o|ho|o|ho|||o|ho|o|ho|o|ho|||y" +
    "|hy|y|hy|y|hy|y|hy||hy||hy||hy||hy|o|ho|o|ho|o|ho|o|ho|o|ho|o|ho|o|ho|o|ho|a|a|e|e|i|i|i|i|o|o|y|y|o|o|||a|ha|" +
    "a|ha|a|ha|a|ha|a|ha|a|ha|a|ha|a|ha|i|hi|i|hi|i|hi|i|hi|i|hi|i|hi|i|hi|i|hi|o|ho|o|ho|o|ho|o|ho|o|ho|o|ho|o|ho|" +
    "o|ho|a|a|a|a|a||a|a|a|a|a|a|a||i||_|_|i|i|i||i|i|e|e|i|i|i|||_|i|i|i|i|||i|i|i|i|i|i||h|h|h_|y|y|y|y|r|rh|y|y|" +
    "y|y|y|y|rh|_|_||||o|o|o||o|o|o|o|o|o|o||h||_|_|_|_|_|_|_|_|_|_|_||||||_|_|_|_|_|_|_|_|||||_|_|_|_|_|_|_|_|_|_|" +
    "_|_|_|_||||||_|_0|_00|||||||_|_|_|_|_|_|_|_|_|_|_|_|_|_|_|_|_|_|_|p|_|_|_|_|_|_|_|_|_|_|_||_|_|_|_|_|_|_|_||||" +
    "||||||||||||"],
  [0xfb00,
    "ff|fi|fl|ffi|ffl|st|st|||||||||||||mn|me|mi|vn|mkh||||||i||ay|||d|h|kh|l|m|r|t|_|sh|s|sh|ss|a|o||b|g|d|h|u|zz|" +
    "|tt|yy|k|k|ll||mm||nn|ss||p|p||ts|kk|rr|ss|t|o|v|kh|f|l"],
  [0xfe70,
    "an|an|un|_|in||a|a|u|u|i|i|_|_|_|_||a|a|||u|u|||i|i|i|i|a|a|b|b|b|b|h|h|t|t|t|t|th|th|th|th|j|j|j|j|h|h|h|h|kh" +
    "|kh|kh|kh|d|d|dh|dh|r|r|z|z|s|s|s|s|sh|sh|sh|sh|s|s|s|s|d|d|d|d|t|t|t|t|dh|dh|dh|dh|||||gh|gh|gh|gh|f|f|f|f|q|" +
    "q|q|q|k|k|k|k|l|l|l|l|m|m|m|m|n|n|n|n|h|h|h|h|w|w|a|a|y|y|y|y|la|la|l|l|l|l|la|la|||"],
];
