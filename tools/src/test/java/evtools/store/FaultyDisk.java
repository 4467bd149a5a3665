package evtools.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** The real disk with faults: a limit on what can be written, writes that stop half way, fsyncs that fail. */
final class FaultyDisk extends ForwardingDisk {
    /** Bytes that may still be written to frames' files; a write beyond is done in part and fails. */
    long room = Long.MAX_VALUE;

    /** Files below this path fail to be forced. */
    Path forceFails = Path.of("/nowhere");

    FaultyDisk() {
        super(new SystemDisk());
    }

    @Override
    protected DiskFile wrap(Path path, DiskFile file) {
        return new FaultyFile(path, file);
    }

    @Override
    public long usableBytes(Path directory) {
        return room;
    }

    @Override
    public long totalBytes(Path directory) {
        return Long.MAX_VALUE;
    }

    private final class FaultyFile extends ForwardingFile {
        private final Path path;

        FaultyFile(Path path, DiskFile file) {
            super(file);
            this.path = path;
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            int length = source.remaining();
            if (length > room) {
                super.write(source.slice(source.position(), (int) room), position);
                room = 0;
                throw new IOException("No space left on device");
            }
            room -= length;
            super.write(source, position);
        }

        @Override
        public void force() throws IOException {
            if (path.startsWith(forceFails)) {
                throw new IOException("Input/output error");
            }
            super.force();
        }
    }
}
