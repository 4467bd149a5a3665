package evtools.archive;

import evtools.format.FormatException;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Says which segment counts: a small JSON object, {@code docs/ARCHIVE.md}. Manifests are never deleted: their numbers
 * decide who was first.
 *
 * @param bucket the bucket
 * @param segment what is known of its segment; null: nothing was new, only the frames are to be remembered
 * @param sources where the events came from, for people
 * @param frames ids of the frames whose events are in its segment or in one before
 * @param replaces whether its segment holds all events of those before it, which count no more
 */
public record Manifest(
        ArchiveBucket bucket,
        @Nullable SegmentInfo segment,
        List<String> sources,
        FrameIdRanges frames,
        boolean replaces) {
    /** Longer ones aren't read. */
    public static final int MAX_BYTES = 16 << 20;

    private static final int VERSION = 1;

    /** As JSON in UTF-8. */
    public byte[] toBytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            json.writeNumberProperty("version", VERSION);
            json.writeStringProperty("environment", bucket.environment());
            json.writeStringProperty("bucket", bucket.name());
            json.writeNumberProperty("begin_seconds", bucket.beginSeconds());
            json.writeNumberProperty("width_seconds", bucket.widthSeconds());
            if (segment == null) {
                json.writeNumberProperty("events", 0);
            } else {
                json.writeStringProperty("key", segment.key());
                json.writeStringProperty("sha256", segment.contentHash());
                json.writeNumberProperty("events", segment.events());
                json.writeNumberProperty("bytes", segment.bytes());
                // Strings: points have more digits than a double holds.
                json.writeStringProperty("min_point", Long.toUnsignedString(segment.minPoint()));
                json.writeStringProperty("max_point", Long.toUnsignedString(segment.maxPoint()));
            }
            if (replaces) {
                json.writeBooleanProperty("replaces", true);
            }
            json.writeArrayPropertyStart("sources");
            for (String source : sources) {
                json.writeString(source);
            }
            json.writeEndArray();
            json.writeArrayPropertyStart("frames");
            for (long origin : frames.origins()) {
                json.writeStartObject();
                json.writeStringProperty("origin", HexFormat.of().toHexDigits(origin));
                json.writeStringProperty("sequences", frames.text(origin));
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        out.write('\n');
        return out.toByteArray();
    }

    /** Reads JSON; members that are unknown are skipped. */
    public static Manifest parse(byte[] bytes) throws FormatException {
        Reading reading = new Reading();
        try (JsonParser json = new JsonFactory().createParser(ObjectReadContext.empty(), bytes)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new FormatException("not a manifest (expected a JSON object)");
            }
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                json.nextToken();
                reading.member(name, json);
            }
            return reading.manifest();
        } catch (JacksonException e) {
            throw new FormatException("not a manifest: " + e.getOriginalMessage(), e);
        } catch (NumberFormatException e) {
            throw new FormatException("not a manifest: " + e.getMessage(), e);
        }
    }

    /** The members met so far. */
    private static final class Reading {
        private final List<String> sources = new ArrayList<>();
        private final FrameIdRanges frames = new FrameIdRanges();
        private long version;
        private boolean replaces;
        private @Nullable String environment;
        private long beginSeconds;
        private long widthSeconds;
        private @Nullable String key;
        private @Nullable String hash;
        private long events;
        private long bytes;
        private long minPoint;
        private long maxPoint;

        void member(String name, JsonParser json) throws FormatException {
            switch (name) {
                case "version" -> version = json.getLongValue();
                case "environment" -> environment = json.getString();
                case "begin_seconds" -> beginSeconds = json.getLongValue();
                case "width_seconds" -> widthSeconds = json.getLongValue();
                case "key" -> key = json.getString();
                case "sha256" -> hash = json.getString();
                case "events" -> events = json.getLongValue();
                case "bytes" -> bytes = json.getLongValue();
                case "min_point" -> minPoint = Long.parseUnsignedLong(json.getString());
                case "max_point" -> maxPoint = Long.parseUnsignedLong(json.getString());
                case "replaces" -> replaces = json.getBooleanValue();
                case "sources" -> sources(json);
                case "frames" -> frames(json);
                default -> json.skipChildren();
            }
        }

        private void sources(JsonParser json) {
            while (json.nextToken() == JsonToken.VALUE_STRING) {
                sources.add(json.getString());
            }
        }

        private void frames(JsonParser json) throws FormatException {
            while (json.nextToken() == JsonToken.START_OBJECT) {
                String origin = "";
                String sequences = "";
                while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                    String name = json.currentName();
                    json.nextToken();
                    if (name.equals("origin")) {
                        origin = json.getString();
                    } else if (name.equals("sequences")) {
                        sequences = json.getString();
                    } else {
                        json.skipChildren();
                    }
                }
                frames.addText(Long.parseUnsignedLong(origin, 16), sequences);
            }
        }

        Manifest manifest() throws FormatException {
            if (version != VERSION) {
                throw new FormatException(
                        "manifest of another version (expected " + VERSION + ", found " + version + ")");
            }
            if (environment == null || widthSeconds < 1 || widthSeconds > Integer.MAX_VALUE) {
                throw new FormatException("manifest without environment or bucket width");
            }
            ArchiveBucket bucket = new ArchiveBucket(environment, beginSeconds / widthSeconds, (int) widthSeconds);
            SegmentInfo segment =
                    key == null || hash == null ? null : new SegmentInfo(key, hash, events, bytes, minPoint, maxPoint);
            if (replaces && segment == null) {
                throw new FormatException("manifest that replaces others and names no segment");
            }
            return new Manifest(bucket, segment, sources, frames, replaces);
        }
    }
}
