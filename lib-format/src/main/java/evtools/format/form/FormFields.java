package evtools.format.form;

import evtools.format.ByteArrayBuilder;

/** What a form takes from an event. */
public interface FormFields {
    long point();

    /** The array that begins with the message. */
    byte[] message();

    int messageLength();

    void appendHost(ByteArrayBuilder out);

    void appendApp(ByteArrayBuilder out);

    /** Appends the next value beside the line whose key is not one of ours; false: there is none. */
    boolean appendNextBeside(ByteArrayBuilder out);

    /** Appends the original text of the time; false: there is none. */
    boolean appendTimeText(ByteArrayBuilder out);
}
