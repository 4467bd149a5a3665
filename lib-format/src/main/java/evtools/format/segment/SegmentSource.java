package evtools.format.segment;

/** Where events of a block come from. The arrays are shared: don't write to them. */
public final class SegmentSource {
    private final byte[] host;
    private final byte[] file;
    private final boolean hasFile;
    private final long resolution;

    SegmentSource(byte[] host, byte[] file, boolean hasFile, long resolution) {
        this.host = host;
        this.file = file;
        this.hasFile = hasFile;
        this.resolution = resolution;
    }

    /** The host field. */
    public byte[] host() {
        return host;
    }

    /** The value of the first {@code _src} token; empty where there is none. */
    public byte[] file() {
        return file;
    }

    /** Whether there is a {@code _src} token. */
    public boolean hasFile() {
        return hasFile;
    }

    /** In ticks: the source's points are multiples of it, and a running number. */
    public long resolution() {
        return resolution;
    }
}
