package evtools.format.frame;

/** How a payload is compressed, the byte at offset 6 of a frame's header. */
public final class FrameCodec {
    public static final int NONE = 0;
    public static final int LZ4 = 1;
    public static final int ZSTD = 2;
    public static final int COLUMNAR = 3;

    private static final String[] NAMES = {"none", "lz4", "zstd", "columnar"};

    private FrameCodec() {}

    /** The codec's name for people. */
    public static String name(int codec) {
        return codec >= 0 && codec < NAMES.length ? NAMES[codec] : "codec " + codec;
    }
}
