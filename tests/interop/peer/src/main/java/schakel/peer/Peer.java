package schakel.peer;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import javax.servlet.DispatcherType;
import nl.clockwork.ebms.MainConfig;
import nl.clockwork.ebms.server.servlet.ClientCertificateManagerFilter;
import nl.clockwork.ebms.server.servlet.EbMSServlet;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.servlet.FilterHolder;
import org.eclipse.jetty.servlet.ServletContextHandler;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.springframework.core.env.PropertiesPropertySource;
import org.springframework.web.context.ContextLoaderListener;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;

/**
 * Runs ebms-core behind mutual TLS on loopback, once for each organisation it plays: its HTTP client has one
 * certificate for all its agreements. Whoever starts it speaks to it over stdin and stdout, a line a word.
 */
public final class Peer {
    private static final String PATH = "/ebms";
    private static final String PASSWORD = "overal-hetzelfde";

    private final Server server = new Server();
    private final AnnotationConfigWebApplicationContext context = new AnnotationConfigWebApplicationContext();

    private Peer(Path folder) throws Exception {
        Properties properties = properties(folder);
        context.getEnvironment().getPropertySources().addFirst(new PropertiesPropertySource("peer", properties));
        context.register(MainConfig.class);
        server.addConnector(connector(folder, Integer.parseInt(properties.getProperty("ebms.port"))));
        server.setHandler(handler());
        server.start();
    }

    /** Takes a folder with a folder for each organisation; ends when stdin does. */
    public static void main(String[] arguments) throws Exception {
        PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        // Whatever the library prints is no answer.
        System.setOut(System.err);
        int code = 1;
        try (var folders = Files.newDirectoryStream(Path.of(arguments[0]), Files::isDirectory)) {
            Map<String, Control> controls = new TreeMap<>();
            for (Path folder : folders) {
                controls.put(folder.getFileName().toString(), new Peer(folder).control());
            }
            answers.println("ready");
            listen(answers, controls);
            code = 0;
        } catch (Exception failed) {
            failed.printStackTrace();
        } finally {
            // The library has threads that nothing else ends.
            System.exit(code);
        }
    }

    private Control control() {
        return new Control(context, server.getConnectors()[0]);
    }

    private static void listen(PrintStream answers, Map<String, Control> controls) throws Exception {
        var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String name = lines.readLine(); name != null; name = lines.readLine()) {
            answers.println(controls.get(name).answer(lines.readLine()));
        }
    }

    private static Properties properties(Path folder) throws Exception {
        Properties properties = new Properties();
        try (var reader = Files.newBufferedReader(folder.resolve("peer.properties"), StandardCharsets.UTF_8)) {
            properties.load(reader);
        }
        Keys.own(folder.resolve("tls"), folder.resolve("tls.p12"), PASSWORD);
        Keys.own(folder.resolve("keys"), folder.resolve("keys.p12"), PASSWORD);
        Keys.trusted(folder.resolve("trust"), folder.resolve("trust.p12"), PASSWORD);
        Map<String, String> files =
                Map.of(
                        "client.keystore", "tls.p12",
                        "signature.keystore", "keys.p12",
                        "encryption.keystore", "keys.p12",
                        "truststore", "trust.p12");
        files.forEach(
                (store, file) -> {
                    properties.setProperty(store + ".path", folder.resolve(file).toString());
                    properties.setProperty(store + ".password", PASSWORD);
                });
        return properties;
    }

    private ServletContextHandler handler() {
        ServletContextHandler handler = new ServletContextHandler();
        handler.setContextPath("/");
        handler.addEventListener(new ContextLoaderListener(context));
        FilterHolder client = new FilterHolder(ClientCertificateManagerFilter.class);
        client.setInitParameter("x509CertificateHeader", "");
        handler.addFilter(client, PATH, EnumSet.of(DispatcherType.REQUEST));
        handler.addServlet(EbMSServlet.class, PATH);
        return handler;
    }

    private ServerConnector connector(Path folder, int port) {
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setKeyStoreType("PKCS12");
        tls.setKeyStorePath(folder.resolve("tls.p12").toString());
        tls.setKeyStorePassword(PASSWORD);
        tls.setTrustStoreType("PKCS12");
        tls.setTrustStorePath(folder.resolve("trust.p12").toString());
        tls.setTrustStorePassword(PASSWORD);
        tls.setNeedClientAuth(true);
        HttpConfiguration http = new HttpConfiguration();
        http.addCustomizer(new SecureRequestCustomizer());
        ServerConnector connector =
                new ServerConnector(
                        server, new SslConnectionFactory(tls, "http/1.1"), new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        connector.setPort(port);
        return connector;
    }
}
