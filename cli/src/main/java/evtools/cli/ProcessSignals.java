package evtools.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * The signals of this process, through {@code sun.misc.Signal}.
 *
 * <p>By reflection, because the compiler's warning about that class can't be turned off and warnings are errors here.
 * It is part of the supported {@code jdk.unsupported} module. A JVM started with {@code -Xrs} refuses.
 */
final class ProcessSignals implements Signals {
    private final Class<?> handlerType;
    private final Method handle;
    private final Object defaultHandler;

    ProcessSignals() {
        try {
            Class<?> signalType = Class.forName("sun.misc.Signal");
            handlerType = Class.forName("sun.misc.SignalHandler");
            handle = signalType.getMethod("handle", signalType, handlerType);
            defaultHandler = handlerType.getField("SIG_DFL").get(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this Java has no sun.misc.Signal", e);
        }
    }

    @Override
    public void onTerminate(Runnable action) {
        once("TERM", action);
        once("INT", action);
    }

    @Override
    public void onHangup(Runnable action) {
        install("HUP", handler(action));
    }

    private void once(String name, Runnable action) {
        install(name, handler(() -> {
            install(name, defaultHandler);
            action.run();
        }));
    }

    private Object handler(Runnable action) {
        InvocationHandler call = (proxy, method, arguments) -> {
            if (method.getName().equals("handle")) {
                action.run();
                return null;
            }
            return switch (method.getName()) {
                case "hashCode" -> System.identityHashCode(proxy);
                case "equals" -> false;
                default -> "signal handler";
            };
        };
        return Proxy.newProxyInstance(handlerType.getClassLoader(), new Class<?>[] {handlerType}, call);
    }

    private void install(String name, Object handler) {
        try {
            Object signal = Class.forName("sun.misc.Signal")
                    .getConstructor(String.class)
                    .newInstance(name);
            handle.invoke(null, signal, handler);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("the JVM keeps SIG" + name + " for itself (started with -Xrs?)", e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this Java has no sun.misc.Signal", e);
        }
    }
}
