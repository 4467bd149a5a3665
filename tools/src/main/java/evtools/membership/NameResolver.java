package evtools.membership;

import java.io.IOException;
import java.util.List;

/** Looks host names up. */
@FunctionalInterface
public interface NameResolver {
    /**
     * All addresses of a host, as text, none twice. May take long.
     *
     * @param host a name, not an address
     * @throws IOException when it has none, or nobody can say
     */
    List<String> addresses(String host) throws IOException;
}
