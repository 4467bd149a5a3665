package evtools.evrecv;

import evtools.format.frame.FrameHeader;

/** When a frame must be on disk before its sender is answered. Tests put a wrong rule in its place, to be caught. */
@FunctionalInterface
interface AnswerRule {
    /** What is shipped: when the frame says so. */
    AnswerRule SHIPPED = FrameHeader::fsync;

    /** Whether to sync before the answer. */
    boolean syncsFirst(FrameHeader header);
}
