package evtools.metrics;

/**
 * The bounds of the JDK's HTTP server. It takes them from system properties, once, before its first use; what somebody
 * has set on the command line stays.
 */
final class HttpBounds {
    private HttpBounds() {}

    static void set() {
        setDefault("jdk.httpserver.maxConnections", "32");
        setDefault("sun.net.httpserver.clockTick", "1000");
        setDefault("sun.net.httpserver.maxReqTime", "5");
        setDefault("sun.net.httpserver.maxRspTime", "10");
        setDefault("sun.net.httpserver.maxReqHeaders", "64");
        setDefault("sun.net.httpserver.maxReqHeaderSize", "16384");
        setDefault("sun.net.httpserver.nodelay", "true");
    }

    private static void setDefault(String name, String value) {
        if (System.getProperty(name) == null) {
            System.setProperty(name, value);
        }
    }
}
