package evtools.evgen;

/** What a variable piece of a line consists of, and so what it can be replaced by. */
enum RunKind {
    /** Decimal digits without leading zero. */
    DECIMAL,
    /** Hexadecimal digits, letters in one case. */
    HEX,
    /** Four decimal numbers with points between. */
    ADDRESS,
    /** A long word of letters and digits without order. */
    WORD
}
