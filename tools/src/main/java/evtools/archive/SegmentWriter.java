package evtools.archive;

import evtools.archive.ObjectStore.Upload;
import evtools.format.frame.EnvironmentTag;
import evtools.format.frame.FrameCodec;
import evtools.format.frame.FrameFlags;
import evtools.format.frame.FrameWriter;
import evtools.format.stream.EventStreamWriter;
import evtools.sort.EventSink;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Writes a segment: takes sorted, distinct events of one bucket, leaves out those that are archived already, and writes
 * the others as large zstd frames. Not thread-safe.
 */
public final class SegmentWriter implements EventSink, AutoCloseable {
    private static final int FRAME_BYTES = 2 << 20;
    private static final int ZSTD_LEVEL = 3;

    private final ArchiveBucket bucket;
    private final EarlierEvents earlier;
    private final Upload upload;
    private final EventStreamWriter frames;
    private final ContentHash hash = new ContentHash();
    private long bytes;

    /**
     * Takes upload and earlier events over.
     *
     * @param earlier what is to be left out
     */
    SegmentWriter(ArchiveBucket bucket, EarlierEvents earlier, Upload upload) {
        this.bucket = bucket;
        this.earlier = earlier;
        this.upload = upload;
        OutputStream counted = new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] source, int offset, int length) throws IOException {
                upload.stream().write(source, offset, length);
                bytes += length;
            }
        };
        frames = new EventStreamWriter(new FrameWriter(counted, ZSTD_LEVEL), FrameCodec.ZSTD, FRAME_BYTES);
        frames.header()
                .flags(FrameFlags.SORTED)
                .environmentTag(EnvironmentTag.of(bucket.environment()))
                .bucket(bucket.widthSeconds(), bucket.number());
    }

    @Override
    public void event(byte[] buffer, int offset, int length) throws IOException {
        if (!earlier.contains(buffer, offset, length)) {
            frames.add(buffer, offset, length);
            hash.add(buffer, offset, length);
        }
    }

    /** Events that are new. */
    public long events() {
        return hash.events();
    }

    ArchiveBucket bucket() {
        return bucket;
    }

    /** Writes the last frame; nothing may be added after that. */
    SegmentInfo finish() throws IOException {
        frames.flush();
        return hash.finish(bucket, bytes);
    }

    boolean commitAs(String key) throws IOException {
        return upload.commitAs(key);
    }

    InputStream reopen() throws IOException {
        return upload.reopen();
    }

    @Override
    public void close() throws IOException {
        frames.close();
        try {
            earlier.close();
        } finally {
            upload.close();
        }
    }
}
