package evtools.format.segmentfile;

import evtools.format.frame.FrameLimits;
import evtools.format.frame.FuzzStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Files of segments, read from the end: by trailers and indexes, or by walking headers. Checksums are made right first;
 * the last byte says whether. What is found lies in the file, one after another.
 */
public final class FuzzIndex {
    private static final int MAX_BLOCKS = 1 << 20;

    private FuzzIndex() {}

    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        if (input.length == 0) {
            return;
        }
        byte[] file = Arrays.copyOf(input, input.length - 1);
        if ((input[input.length - 1] & 1) == 0) {
            FuzzStream.mend(file);
        }
        List<BlockEntry> blocks = SegmentIndex.find(new Bytes(file));
        if (blocks == null) {
            return;
        }
        long end = 0;
        for (BlockEntry block : blocks) {
            if (block.position() < end
                    || block.frameLength() < FrameLimits.HEADER_BYTES
                    || block.position() + block.frameLength() > file.length
                    || blocks.size() > MAX_BLOCKS) {
                throw new AssertionError(block + " in " + file.length + " bytes, after " + end);
            }
            end = block.position() + block.frameLength();
        }
    }

    private record Bytes(byte[] bytes) implements RangeSource {
        @Override
        public long length() {
            return bytes.length;
        }

        @Override
        public void read(long position, byte[] target, int offset, int length) throws IOException {
            if (position < 0 || length < 0 || position + length > bytes.length) {
                throw new EOFException(length + " bytes at " + position + " of " + bytes.length);
            }
            System.arraycopy(bytes, (int) position, target, offset, length);
        }
    }
}
