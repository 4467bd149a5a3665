package evtools.format.form;

/** What a form makes a line of, part by part from left to right: {@code docs/FORMAT.md} section 3. */
public interface FormVisitor {
    /** Text as it stands. The array is shared: don't write to it. */
    void text(byte[] text, int offset, int length);

    /** The next words of the message, and the blanks after each. */
    void words(int count);

    /** The rest of the message. */
    void message();

    void host();

    void app();

    /** The value of the next token beside the line whose key is not one of ours. */
    void beside();

    /** The original text of the time. */
    void timeText();

    /**
     * Something that follows from the point.
     *
     * @param minBytes of the shortest it can be
     * @param maxBytes of the longest
     * @param letters whether it is letters, of either case; else it is digits, among which blanks and {@code -} may be
     */
    void time(int minBytes, int maxBytes, boolean letters);
}
