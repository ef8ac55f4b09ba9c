import java.io.File;
import org.javarosa.core.model.CoreModelModule;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.instance.InstanceInitializationFactory;
import org.javarosa.core.model.instance.TreeElement;
import org.javarosa.core.services.PrototypeManager;
import org.javarosa.core.util.JavaRosaCoreModule;
import org.javarosa.model.xform.XFormsModule;
import org.javarosa.xform.util.XFormUtils;

/** Loads an XForm into JavaRosa as a new record and prints `name<TAB>value` for every node of its instance. */
public class Oracle {
    public static void main(String[] given) throws Exception {
        PrototypeManager.registerPrototypes(JavaRosaCoreModule.classNames);
        PrototypeManager.registerPrototypes(CoreModelModule.classNames);
        new XFormsModule().registerModule();
        FormDef form = XFormUtils.getFormFromFormXml(new File(given[0]).getAbsolutePath(), null);
        form.initialize(true, new InstanceInitializationFactory());
        print(form.getMainInstance().getRoot());
    }

    private static void print(TreeElement node) {
        if (node.getNumChildren() == 0) {
            String value = node.isRelevant() && node.getValue() != null ? node.getValue().uncast().getString() : "";
            System.out.println(node.getName() + "\t" + value);
        }
        for (int i = 0; i < node.getNumChildren(); i++) {
            print(node.getChildAt(i));
        }
    }
}
