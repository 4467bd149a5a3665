package evtools.evrecv;

import evtools.format.frame.FrameLimits;
import evtools.transport.AnswerMessage;
import evtools.transport.Connection;
import evtools.transport.HeldMessage;
import evtools.transport.MessageType;
import evtools.transport.Messages;
import evtools.transport.OutgoingMessage;
import evtools.transport.RangeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The other side of a connection: notes what the server says, and can be slow. */
final class Guest implements Connection {
    /** What it was told, in words. */
    final List<String> heard = new ArrayList<>();

    /** Takes nothing that may wait. */
    boolean busy;

    @Override
    public String remote() {
        return "192.0.2.1:1";
    }

    @Override
    public boolean offer(OutgoingMessage message) {
        if (busy) {
            return false;
        }
        put(message);
        return true;
    }

    @Override
    public void put(OutgoingMessage message) {
        try {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            message.writeBody(Channels.newChannel(body));
            message.done();
            hear(message.type(), ByteBuffer.wrap(body.toByteArray()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void send(int type, ByteBuffer body) {
        try {
            hear(type, body);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void hear(int type, ByteBuffer body) throws IOException {
        switch (type) {
            case MessageType.ANSWER -> {
                AnswerMessage answer = AnswerMessage.decode(body);
                heard.add(answer.status() + " " + answer.key().sequence());
            }
            case MessageType.FRAME -> heard.add("frame of " + (body.remaining() - FrameLimits.HEADER_BYTES) + " bytes");
            case MessageType.HELD ->
                HeldMessage.decode(body, TestServer.ORIGIN, (sequence, held) -> heard.add(sequence + " is " + held));
            case MessageType.END -> heard.add("end " + RangeMessage.endCount(body));
            case MessageType.ERROR -> heard.add("error: " + Messages.text(body));
            case MessageType.ZONE -> heard.add("zone " + StandardCharsets.US_ASCII.decode(body));
            case MessageType.LEAVING -> heard.add("leaving");
            default -> heard.add("type " + type);
        }
    }

    @Override
    public void awaitRoom(int millis) {}

    @Override
    public boolean closeIfSilent(long nowNanos, long limitNanos) {
        return false;
    }

    @Override
    public void drainAndClose() {
        heard.add("closed");
    }

    @Override
    public boolean isClosed() {
        return false;
    }

    @Override
    public void close(String why) {}

    @Override
    public void close() {}
}
