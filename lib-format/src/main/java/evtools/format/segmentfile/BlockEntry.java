package evtools.format.segmentfile;

/**
 * Where a block is, and what its frame's header says.
 *
 * @param position of its frame, in the file
 * @param frameLength header and payload
 * @param events how many
 * @param rawLength of all events together, each with its length
 * @param minPoint of the first event in time
 * @param maxPoint of the last event in time
 * @param payloadCrc CRC-32C of the frame's payload
 * @param flags the frame's
 */
public record BlockEntry(
        long position,
        int frameLength,
        int events,
        int rawLength,
        long minPoint,
        long maxPoint,
        int payloadCrc,
        int flags) {}
