package io.autodiff.spark;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * How the two ends of a connection prove that they know a secret without sending it: each answers a
 * number that the other has just drawn by HMAC-SHA256 of both numbers and of what the connection is
 * for. An answer therefore fits neither another connection nor the other end.
 */
final class Handshake {
  /** The length of a secret, of the numbers drawn and of the answers. */
  private static final int BYTES = 32;

  /** How long the other end may take for each read. */
  private static final int PATIENCE_MILLIS = 10_000;

  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;
  private final SecureRandom random = new SecureRandom();

  Handshake(byte[] secret) {
    this.key = new SecretKeySpec(secret, ALGORITHM);
  }

  /** Returns a secret that nobody else knows. */
  static byte[] secret() {
    byte[] secret = new byte[BYTES];
    new SecureRandom().nextBytes(secret);
    return secret;
  }

  /**
   * Greets the end that accepted a connection.
   *
   * @param purpose of the connection, of which both ends must think alike
   * @throws IOException if that end does not know the secret
   */
  void connect(Socket socket, String purpose) throws IOException {
    prove(socket, purpose, "connects", "accepts", true);
  }

  /**
   * Greets the end that made a connection.
   *
   * @param purpose of the connection, of which both ends must think alike
   * @throws IOException if that end does not know the secret
   */
  void accept(Socket socket, String purpose) throws IOException {
    prove(socket, purpose, "accepts", "connects", false);
  }

  /** Proves this end and checks the other; the one that connects is the first to prove itself. */
  private void prove(Socket socket, String purpose, String here, String there, boolean first)
      throws IOException {
    socket.setSoTimeout(PATIENCE_MILLIS);
    DataInputStream in = new DataInputStream(socket.getInputStream());
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    byte[] own = new byte[BYTES];
    random.nextBytes(own);
    out.write(own);
    byte[] other = read(in);
    byte[] answer = answer(purpose, here, own, other);
    byte[] expected = answer(purpose, there, other, own);
    if (first) {
      out.write(answer);
    }
    if (!MessageDigest.isEqual(read(in), expected)) {
      throw new IOException("the other end of a connection does not know the fit's secret");
    }
    if (!first) {
      out.write(answer);
    }
    socket.setSoTimeout(0);
  }

  private static byte[] read(DataInputStream in) throws IOException {
    byte[] bytes = new byte[BYTES];
    in.readFully(bytes);
    return bytes;
  }

  private byte[] answer(String purpose, String end, byte[] first, byte[] second) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update(first);
      mac.update(second);
      mac.update((end + ' ' + purpose).getBytes(StandardCharsets.UTF_8));
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }
}
