package schakel.peer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import nl.clockwork.ebms.cpa.CPAService;
import nl.clockwork.ebms.service.EbMSMessageService;
import nl.clockwork.ebms.service.model.Message;
import nl.clockwork.ebms.service.model.MessageRequest;
import nl.clockwork.ebms.service.model.MessageRequestProperties;
import org.eclipse.jetty.server.Connector;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/** What the tests may ask of the library: one JSON object in, one out, with "result" or "error". */
final class Control {
    private final ObjectMapper json = new ObjectMapper();
    private final CPAService agreements;
    private final EbMSMessageService messages;
    private final JdbcTemplate database;
    private final Connector door;

    Control(ApplicationContext context, Connector door) {
        this.door = door;
        agreements = context.getBean("cpaService", CPAService.class);
        messages = context.getBean("ebMSMessageService", EbMSMessageService.class);
        database = new JdbcTemplate(context.getBean(DataSource.class));
    }

    String answer(String line) throws IOException {
        ObjectNode answer = json.createObjectNode();
        try {
            answer.set("result", act(json.readTree(line)));
        } catch (Exception refused) {
            answer.put("error", String.valueOf(refused.getMessage()));
        }
        return json.writeValueAsString(answer);
    }

    private JsonNode act(JsonNode order) throws Exception {
        return switch (text(order, "do")) {
            case "agree" -> json.valueToTree(agreements.insertCPA(text(order, "cpa"), true));
            case "forget" -> forget(text(order, "cpa"));
            case "ping" -> ping(order);
            case "shut" -> shut(true);
            case "open" -> shut(false);
            case "send" -> json.valueToTree(messages.sendMessage(request(order)));
            case "message" -> tree(messages.getMessage(text(order, "id"), false));
            case "ask" -> json.valueToTree(messages.getMessageStatus(text(order, "id")).getStatus().name());
            case "select" -> rows(text(order, "query"), order.get("about"));
            default -> throw new IllegalArgumentException("no such order");
        };
    }

    private JsonNode forget(String cpa) throws Exception {
        agreements.deleteCPA(cpa);
        return json.getNodeFactory().textNode(cpa);
    }

    /** Nobody answers at its port until it is opened again. */
    private JsonNode shut(boolean closed) throws Exception {
        if (closed) {
            door.stop();
        } else {
            door.start();
        }
        return json.getNodeFactory().booleanNode(closed);
    }

    private JsonNode ping(JsonNode order) throws Exception {
        messages.ping(text(order, "cpa"), text(order, "from"), text(order, "to"));
        return json.getNodeFactory().booleanNode(true);
    }

    private MessageRequest request(JsonNode order) {
        MessageRequestProperties properties = new MessageRequestProperties();
        properties.setCpaId(text(order, "cpa"));
        properties.setFromPartyId(text(order, "from"));
        properties.setFromRole(text(order, "role"));
        properties.setToPartyId(text(order, "to"));
        properties.setToRole(text(order, "toRole"));
        properties.setService(text(order, "service"));
        properties.setAction(text(order, "action"));
        properties.setConversationId(text(order, "conversation"));
        List<nl.clockwork.ebms.service.model.DataSource> parts = new ArrayList<>();
        for (JsonNode each : order.get("parts")) {
            parts.add(part(each));
        }
        return new MessageRequest(properties, parts);
    }

    private static nl.clockwork.ebms.service.model.DataSource part(JsonNode each) {
        return new nl.clockwork.ebms.service.model.DataSource(
                text(each, "name"), text(each, "type"), Base64.getDecoder().decode(text(each, "content")));
    }

    private JsonNode tree(Message message) {
        ObjectNode tree = json.createObjectNode();
        tree.put("status", message.getProperties().getMessageStatus().name());
        tree.put("conversation", message.getProperties().getConversationId());
        ArrayNode parts = tree.putArray("parts");
        for (var each : message.getDataSources()) {
            ObjectNode part = parts.addObject();
            part.put("name", each.getName());
            part.put("type", each.getContentType());
            part.put("id", each.getContentId());
            part.put("content", Base64.getEncoder().encodeToString(each.getContent()));
        }
        return tree;
    }

    private JsonNode rows(String query, JsonNode about) {
        List<String> values = new ArrayList<>();
        about.forEach(each -> values.add(each.asText()));
        ArrayNode rows = json.createArrayNode();
        for (Map<String, Object> each : database.queryForList(query, values.toArray())) {
            ArrayNode row = rows.addArray();
            each.values().forEach(value -> row.add(value == null ? null : String.valueOf(value)));
        }
        return rows;
    }

    private static String text(JsonNode order, String name) {
        JsonNode found = order.get(name);
        return found == null || found.isNull() ? null : found.asText();
    }
}
