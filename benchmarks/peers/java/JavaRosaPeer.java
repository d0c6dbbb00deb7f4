// JavaRosa behind the protocol of benchmarks/peers. Jackson comes in the same jar.

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.FormIndex;
import org.javarosa.core.model.QuestionDef;
import org.javarosa.core.model.SelectChoice;
import org.javarosa.core.model.data.IAnswerData;
import org.javarosa.core.model.data.IntegerData;
import org.javarosa.core.model.data.SelectOneData;
import org.javarosa.core.model.data.StringData;
import org.javarosa.core.model.data.helper.Selection;
import org.javarosa.core.model.instance.InstanceInitializationFactory;
import org.javarosa.core.model.instance.TreeElement;
import org.javarosa.form.api.FormEntryController;
import org.javarosa.form.api.FormEntryModel;
import org.javarosa.form.api.FormEntryPrompt;
import org.javarosa.model.xform.XFormSerializingVisitor;
import org.javarosa.model.xform.XFormsModule;
import org.javarosa.xform.util.XFormUtils;

public class JavaRosaPeer {
    private static final ObjectMapper JSON = new ObjectMapper();
    private FormEntryController controller;
    private FormEntryModel model;
    private final Map<String, FormIndex> questions = new HashMap<>();

    public static void main(String[] arguments) throws Exception {
        // Whatever a library prints goes elsewhere than our answers.
        PrintStream out = System.out;
        System.setOut(System.err);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        JavaRosaPeer peer = new JavaRosaPeer();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            ObjectNode said;
            try {
                said = peer.answer(JSON.readTree(line));
            } catch (Exception | StackOverflowError | OutOfMemoryError error) {
                said = JSON.createObjectNode().put("error", String.valueOf(error));
            }
            out.println(JSON.writeValueAsString(said));
            out.flush();
        }
    }

    private ObjectNode answer(JsonNode request) throws Exception {
        ObjectNode said = JSON.createObjectNode();
        switch (request.get("do").asText()) {
            case "start":
                return start(said);
            case "load":
                byte[] form = Files.readAllBytes(Path.of(request.get("form").asText()));
                Watch watch = new Watch();
                load(form);
                watch.read(said);
                index();
                return said;
            case "set":
                return set(request.get("answers"), request.get("seconds").asDouble(), said);
            case "language":
                return language(request.get("number").asInt(), said);
            case "serialise":
                watch = new Watch();
                new XFormSerializingVisitor().serializeInstance(model.getForm().getInstance(), model.getForm());
                return watch.read(said);
            case "choose":
                return choose(request.get("answer"), request.get("path").asText(), said);
            case "add":
                return add(request.get("path").asText(), said);
            case "get":
                return said.put("value", value(request.get("path").asText()));
            default:
                return said.put("error", "unknown request");
        }
    }

    // Two clocks at once, from when it is made: the wall's, and this thread's processor time.
    private static final class Watch {
        private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
        private final long cpu = THREADS.getCurrentThreadCpuTime();
        private final long wall = System.nanoTime();

        double[] read() {
            long now = System.nanoTime();
            return new double[] {(now - wall) / 1e6, (THREADS.getCurrentThreadCpuTime() - cpu) / 1e6};
        }

        ObjectNode read(ObjectNode said) {
            double[] spent = read();
            return said.put("ms", spent[0]).put("cpu", spent[1]);
        }
    }

    private ObjectNode start(ObjectNode said) throws Exception {
        new XFormsModule().registerModule();
        java.util.Properties properties = new java.util.Properties();
        properties.load(FormDef.class.getResourceAsStream("/META-INF/maven/org.getodk/javarosa/pom.properties"));
        String version = properties.getProperty("version") + ", Java " + System.getProperty("java.version");
        return said.put("name", "JavaRosa").put("version", version);
    }

    private void load(byte[] form) throws Exception {
        FormDef definition = XFormUtils.getFormFromInputStream(new ByteArrayInputStream(form));
        definition.initialize(true, new InstanceInitializationFactory());
        model = new FormEntryModel(definition);
        controller = new FormEntryController(model);
    }

    // Every question of the form by its path, repeats' instances included.
    private void index() {
        questions.clear();
        controller.jumpToIndex(FormIndex.createBeginningOfFormIndex());
        for (FormIndex here = model.incrementIndex(model.getFormIndex()); here.isInForm(); here = model.incrementIndex(here)) {
            if (model.getForm().getChild(here) instanceof QuestionDef) {
                questions.put(plain(here.getReference().toString(true)), here);
            }
        }
    }

    private static String plain(String path) {
        return path.replace("[1]", "");
    }

    private FormIndex question(String path) {
        FormIndex found = questions.get(plain(path));
        if (found == null) {
            throw new IllegalArgumentException("no question " + path);
        }
        return found;
    }

    private IAnswerData data(FormIndex question, String value) {
        FormEntryPrompt prompt = model.getQuestionPrompt(question);
        switch (prompt.getControlType()) {
            case org.javarosa.core.model.Constants.CONTROL_SELECT_ONE:
                for (SelectChoice choice : prompt.getSelectChoices()) {
                    if (choice.getValue().equals(value)) {
                        return new SelectOneData(choice.selection());
                    }
                }
                throw new IllegalArgumentException("no such choice");
            default:
                return prompt.getDataType() == org.javarosa.core.model.Constants.DATATYPE_INTEGER
                    ? new IntegerData(Integer.parseInt(value))
                    : new StringData(value);
        }
    }

    private void give(FormIndex question, IAnswerData data) {
        int verdict = controller.answerQuestion(question, data, true);
        if (verdict != FormEntryController.ANSWER_OK) {
            throw new IllegalArgumentException("refused: " + verdict);
        }
    }

    private ObjectNode set(JsonNode answers, double seconds, ObjectNode said) {
        ArrayNode wall = said.putArray("ms");
        ArrayNode cpu = said.putArray("cpu");
        long until = System.nanoTime() + (long) (seconds * 1e9);
        for (JsonNode each : answers) {
            FormIndex question = question(each.get(0).asText());
            IAnswerData data = data(question, each.get(1).asText());
            Watch watch = new Watch();
            give(question, data);
            double[] spent = watch.read();
            wall.add(spent[0]);
            cpu.add(spent[1]);
            if (System.nanoTime() > until) {
                break;
            }
        }
        return said;
    }

    private ObjectNode language(int number, ObjectNode said) {
        String name = model.getLanguages()[number];
        Watch watch = new Watch();
        controller.setLanguage(name);
        for (FormIndex question : questions.values()) {
            if (model.isIndexRelevant(question)) {
                model.getQuestionPrompt(question).getQuestionText();
            }
        }
        return watch.read(said);
    }

    private ObjectNode choose(JsonNode answer, String path, ObjectNode said) {
        FormIndex where = question(answer.get(0).asText());
        FormIndex list = question(path);
        IAnswerData data = data(where, answer.get(1).asText());
        Watch watch = new Watch();
        give(where, data);
        FormEntryPrompt prompt = model.getQuestionPrompt(list);
        int count = 0;
        for (SelectChoice choice : prompt.getSelectChoices()) {
            if (choice.getValue() != null && prompt.getSelectChoiceText(choice) != null) {
                count++;
            }
        }
        return watch.read(said).put("count", count);
    }

    private ObjectNode add(String path, ObjectNode said) {
        controller.jumpToIndex(FormIndex.createBeginningOfFormIndex());
        int event = controller.stepToNextEvent();
        while (event != FormEntryController.EVENT_PROMPT_NEW_REPEAT) {
            if (event == FormEntryController.EVENT_END_OF_FORM) {
                throw new IllegalArgumentException("no repeat " + path);
            }
            event = controller.stepToNextEvent();
        }
        FormIndex next = model.getFormIndex();
        Watch watch = new Watch();
        controller.newRepeat(next);
        watch.read(said);
        index();
        return said;
    }

    // The first node of these names: enough for values outside of repeats.
    private String value(String path) {
        TreeElement here = model.getForm().getMainInstance().getRoot();
        String[] names = path.split("/");
        for (int i = 2; i < names.length; i++) {
            here = here.getChild(names[i], 0);
        }
        return here.getValue() == null ? "" : here.getValue().uncast().getString();
    }
}
