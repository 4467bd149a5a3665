package evtools.pipe;

import evtools.format.ByteArrayBuilder;
import evtools.format.event.EventFormat;
import evtools.format.event.EventView;
import evtools.format.event.OwnKeys;
import evtools.format.event.TokenCursor;
import evtools.format.frame.FrameHeader;
import java.util.ArrayList;
import java.util.List;

/** Which events a tool takes at all: by time, host, application and field. Not thread-safe. */
public final class EventFilter {
    private final long sincePoint;
    private final long untilPoint;
    private final List<Glob> hosts;
    private final List<Glob> apps;
    private final List<Field> fields;
    private final boolean everything;
    private final TokenCursor cursor = new TokenCursor();
    private final ByteArrayBuilder value = new ByteArrayBuilder(256);

    /** A field that an event must have. */
    public static final class Field {
        private final byte[] key;
        private final Glob value;

        /**
         * @param value what one of the key's values must fit
         */
        public Field(byte[] key, Glob value) {
            this.key = key;
            this.value = value;
        }
    }

    /**
     * @param sincePoint first point, unsigned
     * @param untilPoint first point that is too late, unsigned; -1: none is
     * @param hosts of which one must fit, unless there are none
     * @param apps of which one must fit, unless there are none
     * @param fields which all must be there
     */
    public EventFilter(long sincePoint, long untilPoint, List<Glob> hosts, List<Glob> apps, List<Field> fields) {
        this.sincePoint = sincePoint;
        this.untilPoint = untilPoint;
        this.hosts = hosts;
        this.apps = apps;
        this.fields = fields;
        this.everything = sincePoint == 0 && untilPoint == -1 && hosts.isEmpty() && apps.isEmpty() && fields.isEmpty();
    }

    /** The same filter, for another thread. */
    public EventFilter copy() {
        return new EventFilter(sincePoint, untilPoint, hosts, apps, fields);
    }

    /** Whether a frame may hold events that pass. */
    public boolean mayPass(FrameHeader frame) {
        return everything || (Long.compareUnsigned(frame.maxPoint(), sincePoint) >= 0 && isBefore(frame.minPoint()));
    }

    /** Whether all events of a frame pass for certain. */
    public boolean surelyPasses(FrameHeader frame) {
        return everything
                || (Long.compareUnsigned(frame.minPoint(), sincePoint) >= 0
                        && isBefore(frame.maxPoint())
                        && hosts.isEmpty()
                        && apps.isEmpty()
                        && fields.isEmpty());
    }

    /** Whether time is all that it looks at. */
    public boolean takesAllEventsInTime() {
        return hosts.isEmpty() && apps.isEmpty() && fields.isEmpty();
    }

    /** First point that passes, unsigned. */
    public long sincePoint() {
        return sincePoint;
    }

    /** First point that is too late, unsigned; -1: none is. */
    public long untilPoint() {
        return untilPoint;
    }

    private boolean isBefore(long point) {
        return untilPoint == -1 || Long.compareUnsigned(point, untilPoint) < 0;
    }

    /** Whether an event passes. */
    public boolean passes(EventView event) {
        return everything
                || (Long.compareUnsigned(event.point(), sincePoint) >= 0
                        && isBefore(event.point())
                        && (hosts.isEmpty() || passesHost(event))
                        && (apps.isEmpty() || passesApp(event))
                        && hasFields(event));
    }

    /** Whether a point lies in the time that is asked for. */
    public boolean passesTime(long point) {
        return Long.compareUnsigned(point, sincePoint) >= 0 && isBefore(point);
    }

    /** Whether events with this in their host field may pass. */
    public boolean mayPassHost(byte[] host) {
        return mayPass(hosts, host);
    }

    /** Whether events with this in their app field may pass. */
    public boolean mayPassApp(byte[] app) {
        return mayPass(apps, app);
    }

    private static boolean mayPass(List<Glob> globs, byte[] text) {
        if (globs.isEmpty() || text.length == EventFormat.MAX_SHORT_FIELD_BYTES) {
            return true;
        }
        for (Glob glob : globs) {
            if (glob.matches(text, 0, text.length)) {
                return true;
            }
        }
        return false;
    }

    /** The keys of which an event must have all. The arrays are shared: don't write to them. */
    public List<byte[]> fieldKeys() {
        List<byte[]> keys = new ArrayList<>();
        for (Field field : fields) {
            keys.add(field.key);
        }
        return keys;
    }

    private boolean passesHost(EventView event) {
        return passes(hosts, event, event.hostOffset(), event.hostLength(), OwnKeys.host());
    }

    private boolean passesApp(EventView event) {
        return passes(apps, event, event.appOffset(), event.appLength(), OwnKeys.app());
    }

    /** Asks for the whole text where the field holds its beginning only. */
    private boolean passes(List<Glob> globs, EventView event, int offset, int length, byte[] wholeKey) {
        byte[] text = event.buffer();
        int from = offset;
        int count = length;
        if (length == EventFormat.MAX_SHORT_FIELD_BYTES && cursor.beside(event).next(wholeKey)) {
            value.clear();
            cursor.appendWholeValue(wholeKey, value);
            text = value.array();
            from = 0;
            count = value.length();
        }
        for (Glob glob : globs) {
            if (glob.matches(text, from, count)) {
                return true;
            }
        }
        return false;
    }

    private boolean hasFields(EventView event) {
        for (Field field : fields) {
            if (!hasField(event, field)) {
                return false;
            }
        }
        return true;
    }

    private boolean hasField(EventView event, Field field) {
        cursor.all(event);
        while (cursor.next(field.key)) {
            value.clear();
            cursor.appendWholeValue(field.key, value);
            if (field.value.matches(value.array(), 0, value.length())) {
                return true;
            }
        }
        return false;
    }
}
