package schakel.peer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/** Makes the key stores that the library reads from the PEM files that the test authority writes. */
final class Keys {
    private static final String END = ".key.pem";

    private Keys() {}

    /** Every NAME.pem with its NAME.key.pem. */
    static void own(Path folder, Path store, String password) throws GeneralSecurityException, IOException {
        KeyStore keys = empty();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + END)) {
            for (Path file : files) {
                String name = file.getFileName().toString().replace(END, "");
                Certificate[] chain = read(file.resolveSibling(name + ".pem"));
                keys.setKeyEntry(name, key(file), password.toCharArray(), chain);
            }
        }
        write(keys, store, password);
    }

    /** Every certificate of a folder. */
    static void trusted(Path folder, Path store, String password) throws GeneralSecurityException, IOException {
        KeyStore trust = empty();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.pem")) {
            for (Path file : files) {
                trust.setCertificateEntry(file.getFileName().toString(), read(file)[0]);
            }
        }
        write(trust, store, password);
    }

    private static PrivateKey key(Path file) throws GeneralSecurityException, IOException {
        String text = Files.readString(file, StandardCharsets.US_ASCII).replaceAll("-----[A-Z ]+-----|\\s", "");
        return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(text)));
    }

    private static Certificate[] read(Path file) throws GeneralSecurityException, IOException {
        try (InputStream octets = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509").generateCertificates(octets).toArray(new Certificate[0]);
        }
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static void write(KeyStore store, Path file, String password)
            throws GeneralSecurityException, IOException {
        try (OutputStream octets = Files.newOutputStream(file)) {
            store.store(octets, password.toCharArray());
        }
    }
}
