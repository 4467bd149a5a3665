package evtools.archive;

import evtools.archive.ObjectStore.Upload;
import evtools.format.frame.EnvironmentTag;
import evtools.format.frame.FrameFlags;
import evtools.format.segmentfile.SegmentFileWriter;
import evtools.sort.EventSink;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Writes a segment: takes sorted, distinct events of one bucket, leaves out those that are archived already, and writes
 * the others in columnar blocks. Not thread-safe.
 */
public final class SegmentWriter implements EventSink, AutoCloseable {
    private final ArchiveBucket bucket;
    private final EarlierEvents earlier;
    private final Upload upload;
    private final SegmentShape shape;
    private final SegmentFileWriter frames;
    private final ContentHash hash = new ContentHash();
    private long bytes;

    /**
     * Takes upload and earlier events over.
     *
     * @param earlier what is to be left out
     */
    SegmentWriter(ArchiveBucket bucket, EarlierEvents earlier, Upload upload, SegmentShape shape) {
        this.bucket = bucket;
        this.earlier = earlier;
        this.upload = upload;
        this.shape = shape;
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
        frames = new SegmentFileWriter(counted, shape.level(), shape.blockBytes());
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

    /** Writes the last block, index and trailer; nothing may be added after that. */
    SegmentInfo finish() throws IOException {
        frames.finish();
        return hash.finish(bucket, shape.level(), bytes);
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
