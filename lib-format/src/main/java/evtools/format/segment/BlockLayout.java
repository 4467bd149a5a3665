package evtools.format.segment;

/**
 * Constants of a block, {@code docs/FORMAT.md} section 8.
 *
 * <pre>
 *  0 magic  4 version  5 flags  6 0  8 rows  12 raw length  16 min point  24 max point
 * 32 per section: raw length, stored length, crc-32c
 *    (filter, words, templates, text, vocabulary, meta, small streams)
 * 116 header crc
 * </pre>
 */
final class BlockLayout {
    static final int MAGIC = 0x89455642;
    static final int VERSION = 1;
    static final int HEADER_BYTES = 120;
    static final int CRC_OFFSET = 116;
    static final int SECTIONS_OFFSET = 32;
    static final int SECTION_ENTRY_BYTES = 12;

    static final int FILTER = 0;
    static final int WORDS = 1;
    static final int TEMPLATES = 2;
    static final int TEXT = 3;
    static final int VOCABULARY = 4;
    static final int META = 5;
    static final int POOL = 6;
    static final int SECTIONS = 7;

    /** Streams shorter than this lie together in the pool. */
    static final int POOLED_BELOW_BYTES = 1_024;

    /** Longest value of a dictionary, and of a word that became a slot. */
    static final int MAX_VALUE_BYTES = 255;

    static final int MAX_SPLIT_PARTS = 32;

    /** Deltas between numbers, not the numbers themselves. */
    static final int NUMBERS_DELTA = 0x10;

    /** The order of rows: as their sources say, in order. */
    static final int ORDER_STATED = 0;

    /** The order of rows: that of events, so that it follows from them. */
    static final int ORDER_SORTED = 1;

    private BlockLayout() {}
}
