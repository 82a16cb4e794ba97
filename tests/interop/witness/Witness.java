import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.crypto.Data;
import javax.xml.crypto.OctetStreamData;
import javax.xml.crypto.URIDereferencer;
import javax.xml.crypto.URIReferenceException;
import javax.xml.crypto.dsig.Reference;
import javax.xml.crypto.dsig.SignedInfo;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.XMLSignature;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMSignContext;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import javax.xml.crypto.dsig.spec.C14NMethodParameterSpec;
import javax.xml.crypto.dsig.spec.TransformParameterSpec;
import javax.xml.crypto.dsig.spec.XPathFilterParameterSpec;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * The XML signature of the JDK as a witness. It takes one order a line, on stdin, and answers with one line each:
 *
 * <ul>
 *   <li>{@code verify FOLDER}: whether {@code soap.xml} is signed with the key of {@code certificate.der}
 *   <li>{@code sign FOLDER C14N METHOD DIGEST}: writes {@code signed.xml}, with the key of {@code key.der}
 * </ul>
 *
 * The parts of a message stand in {@code parts.txt}: a Content-ID and the name of a file a line.
 */
public final class Witness {
    private static final String SOAP = "http://schemas.xmlsoap.org/soap/envelope/";
    private static final String NEXT_MSH = "urn:oasis:names:tc:ebxml-msg:actor:nextMSH";
    private static final String NEXT = "http://schemas.xmlsoap.org/soap/actor/next";
    private static final String NODES = "ancestor-or-self::node()[@soap:actor=\"%s\"]";
    // ebMS 2.0, 4.1.3: what is for the next handler only is not signed.
    private static final String XPATH =
            "not(" + String.format(NODES, NEXT_MSH) + "|" + String.format(NODES, NEXT) + ")";

    private static final XMLSignatureFactory FACTORY = XMLSignatureFactory.getInstance("DOM");

    private Witness() {}

    public static void main(String[] arguments) throws Exception {
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            System.out.println(answer(order.split("\t")));
        }
    }

    private static String answer(String[] order) {
        try {
            Path folder = Path.of(order[1]);
            if (order[0].equals("verify")) {
                return String.valueOf(verify(folder));
            }
            sign(folder, order[2], order[3], order[4]);
            return "signed";
        } catch (Exception refused) {
            return "refused: " + refused.getClass().getSimpleName();
        }
    }

    private static boolean verify(Path folder) throws Exception {
        Document document = read(folder.resolve("soap.xml"));
        NodeList found = document.getElementsByTagNameNS(XMLSignature.XMLNS, "Signature");
        DOMValidateContext context = new DOMValidateContext(certified(folder), found.item(0));
        context.setURIDereferencer(parts(folder));
        return FACTORY.unmarshalXMLSignature(context).validate(context);
    }

    private static void sign(Path folder, String c14n, String method, String digest) throws Exception {
        Document document = read(folder.resolve("soap.xml"));
        Element header = (Element) document.getElementsByTagNameNS(SOAP, "Header").item(0);
        List<Reference> references = new ArrayList<>();
        references.add(
                FACTORY.newReference("", FACTORY.newDigestMethod(digest, null), transforms(c14n), null, null));
        for (String uri : names(folder).keySet()) {
            references.add(FACTORY.newReference(uri, FACTORY.newDigestMethod(digest, null)));
        }
        SignedInfo signedInfo =
                FACTORY.newSignedInfo(
                        FACTORY.newCanonicalizationMethod(c14n, (C14NMethodParameterSpec) null),
                        FACTORY.newSignatureMethod(method, null),
                        references);
        DOMSignContext context = new DOMSignContext(key(folder), header);
        context.setDefaultNamespacePrefix("ds");
        context.setURIDereferencer(parts(folder));
        FACTORY.newXMLSignature(signedInfo, null).sign(context);
        try (OutputStream octets = Files.newOutputStream(folder.resolve("signed.xml"))) {
            TransformerFactory.newInstance().newTransformer().transform(new DOMSource(document), new StreamResult(octets));
        }
    }

    private static List<Transform> transforms(String c14n) throws Exception {
        return List.of(
                FACTORY.newTransform(Transform.ENVELOPED, (TransformParameterSpec) null),
                FACTORY.newTransform(Transform.XPATH, new XPathFilterParameterSpec(XPATH, Map.of("soap", SOAP))),
                FACTORY.newTransform(c14n, (TransformParameterSpec) null));
    }

    private static URIDereferencer parts(Path folder) throws Exception {
        Map<String, Path> names = names(folder);
        return (reference, context) -> {
            Path part = names.get(reference.getURI());
            return part == null ? FACTORY.getURIDereferencer().dereference(reference, context) : octets(part);
        };
    }

    private static Data octets(Path part) throws URIReferenceException {
        try {
            return new OctetStreamData(new ByteArrayInputStream(Files.readAllBytes(part)));
        } catch (java.io.IOException missing) {
            throw new URIReferenceException(missing);
        }
    }

    private static Map<String, Path> names(Path folder) throws Exception {
        Map<String, Path> names = new LinkedHashMap<>();
        for (String line : Files.readAllLines(folder.resolve("parts.txt"))) {
            String[] pair = line.split("\t");
            names.put("cid:" + pair[0], folder.resolve(pair[1]));
        }
        return names;
    }

    private static Document read(Path file) throws Exception {
        DocumentBuilderFactory builders = DocumentBuilderFactory.newInstance();
        builders.setNamespaceAware(true);
        return builders.newDocumentBuilder().parse(file.toFile());
    }

    private static PublicKey certified(Path folder) throws Exception {
        try (var octets = Files.newInputStream(folder.resolve("certificate.der"))) {
            return CertificateFactory.getInstance("X.509").generateCertificate(octets).getPublicKey();
        }
    }

    private static PrivateKey key(Path folder) throws Exception {
        byte[] octets = Files.readAllBytes(folder.resolve("key.der"));
        return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(octets));
    }
}
