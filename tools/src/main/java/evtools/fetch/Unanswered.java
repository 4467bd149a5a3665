package evtools.fetch;

import evtools.cli.Diagnostics;
import evtools.cli.UserError;
import evtools.transport.Refusal;
import evtools.transport.RefusedException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says that no server answers, why, and what to do about it. */
public final class Unanswered {
    private Unanswered() {}

    /**
     * The error when all of these have failed; where there are several, what is wrong with each is a warning before.
     *
     * @param streams at least one
     */
    public static UserError error(List<? extends ServerStream<?>> streams, Diagnostics diagnostics) {
        String hint = null;
        for (ServerStream<?> stream : streams) {
            RefusedException refusal = stream.refusal();
            if (hint == null && refusal != null) {
                hint = hint(refusal);
            }
            if (streams.size() > 1) {
                diagnostics.warning(stream.address() + ": " + stream.failure());
            }
        }
        ServerStream<?> first = streams.getFirst();
        UserError error =
                new UserError(streams.size() == 1 ? first.address() + ": " + first.failure() : "no server answered");
        return hint == null ? error : error.withHint(hint);
    }

    /** Whether all of these were refused, and will be until somebody changes a configuration. */
    public static boolean forGood(List<? extends ServerStream<?>> streams) {
        for (ServerStream<?> stream : streams) {
            RefusedException refusal = stream.refusal();
            if (refusal == null || refusal.passing()) {
                return false;
            }
        }
        return true;
    }

    /** What to do about a refusal; null if that is not known. */
    public static @Nullable String hint(RefusedException refusal) {
        return switch (refusal.status()) {
            case Refusal.KEY, Refusal.RIGHT ->
                "the server's --authorized file says who may do what: 'RIGHT evpub1…', one a line";
            case Refusal.ENCRYPTION -> "name the server with its key, HOST:PORT#evpub1…, and give a key, --key FILE";
            case Refusal.ENVIRONMENT -> "--environment names it";
            default -> null;
        };
    }
}
