using System.Text;
using SqlInference.Errors;
using SqlInference.Inference.Forest;
using SqlInference.Inference.Trees.XGBoost;

namespace SqlInference.Inference.Tests.Trees;

public sealed class XGBoostFileTests
{
    [Theory]
    [InlineData("squared.json", TreeLink.Identity)]
    [InlineData("squared.ubj", TreeLink.Identity)]
    [InlineData("squared.bin", TreeLink.Identity)]
    [InlineData("logistic.json", TreeLink.BinaryProbability)]
    [InlineData("logistic.ubj", TreeLink.BinaryProbability)]
    [InlineData("logistic.bin", TreeLink.BinaryProbability)]
    [InlineData("reg-logistic.json", TreeLink.Logistic)]
    [InlineData("logitraw.json", TreeLink.Identity)]
    [InlineData("hinge.json", TreeLink.BinarySign)]
    [InlineData("softprob.json", TreeLink.Softmax)]
    [InlineData("softprob.ubj", TreeLink.Softmax)]
    [InlineData("softprob.bin", TreeLink.Softmax)]
    [InlineData("softmax.json", TreeLink.Softmax)]
    [InlineData("poisson.json", TreeLink.Exponential)]
    [InlineData("gamma.json", TreeLink.Exponential)]
    [InlineData("tweedie.json", TreeLink.Exponential)]
    [InlineData("absolute.json", TreeLink.Identity)]
    [InlineData("cox.json", TreeLink.Exponential)]
    [InlineData("rank.json", TreeLink.Identity)]
    [InlineData("deep.json", TreeLink.Identity)]
    [InlineData("pruned.json", TreeLink.Identity)]
    [InlineData("stump.json", TreeLink.Identity)]
    public void Sums_are_those_of_XGBoost_to_the_last_bit(string file, TreeLink link)
    {
        var (model, expected) = (TreeModels.Read(file), TreeModels.Expected(file));

        Assert.Equal(link, model.Link);
        Assert.Equal(expected.Margins, ReferenceTrees.Evaluate(model.Ensemble, expected.Rows, VectorWidths.Widest));
        Assert.Equal(expected.Margins, expected.Rows.Select(row => ReferenceTrees.Margins(model.Ensemble, row)));
    }

    [Theory]
    [InlineData("dart.json")]
    [InlineData("dart.ubj")]
    [InlineData("dart.bin")]
    public void Dropped_trees_count_by_their_weights(string file)
    {
        var (model, expected) = (TreeModels.Read(file), TreeModels.Expected(file));
        var margins = ReferenceTrees.Evaluate(model.Ensemble, expected.Rows, VectorWidths.Widest);

        // XGBoost subtracts the base score from each tree and adds it again.
        Assert.All(expected.Margins.Zip(margins), pair => Assert.Equal(pair.First[0], pair.Second[0], 2e-6f));
    }

    static void Fails(ErrorCondition condition, string message, string hint, byte[] content)
    {
        var error = Assert.Throws<SqlInferenceException>(() => XGBoostFile.Read(content, "m"));
        Assert.Equal((condition, message, hint), (error.Condition, error.Message, error.Hint));
    }

    static string Text(string file) => Encoding.UTF8.GetString(TreeModels.Bytes(file));

    const string SaveAgain = "Save the model again with booster.save_model('model.json') or 'model.ubj'.";
    const string TrainWithout = "Train it without, or export the model to ONNX.";

    [Theory]
    [InlineData("linear.json", "the booster 'gblinear'")]
    [InlineData("categorical.json", "splits by categories (enable_categorical)")]
    public void Kinds_that_cannot_be_evaluated_are_named(string file, string what) =>
        Fails(ErrorConditions.ModelOperatorUnknown, $"Model 'm' has {what}, which cannot be evaluated here.", TrainWithout, TreeModels.Bytes(file));

    [Theory]
    [InlineData("\"name\":\"reg:squarederror\"", "\"name\":\"reg:mine\"", "the objective 'reg:mine'")]
    [InlineData("\"size_leaf_vector\":\"0\"}}", "\"size_leaf_vector\":\"3\"}}", "trees with several values per leaf (multi_strategy 'multi_output_tree')")]
    public void Later_kinds_too(string before, string after, string what) => Fails(
        ErrorConditions.ModelOperatorUnknown, $"Model 'm' has {what}, which cannot be evaluated here.", TrainWithout,
        Encoding.UTF8.GetBytes(Text("squared.json").Replace(before, after, StringComparison.Ordinal)));

    [Theory]
    [InlineData("hello", "it is neither JSON nor UBJSON")]
    [InlineData("binf\0\0", "it ends in the middle")]
    [InlineData("{\"a\":", "it is not JSON: Expected depth to be zero at the end of the JSON payload")]
    [InlineData("{}", "it has no learner")]
    [InlineData("{\"learner\":[]}", "learner is not an object")]
    [InlineData("{U\u0001a[$U#l\u007f\u007f\u007f\u007f}", "it ends after 14 bytes, in the middle of the model")]
    [InlineData("{U\u0001aZ}", "it has no learner")]
    [InlineData("{U\u0001a[$Z#U\u0002}", "byte 6 is 0x5A, which is not a type that can stand there")]
    public void Other_files_are_refused(string content, string what) => Fails(
        ErrorConditions.ModelFileInvalid, $"Model 'm' is not an XGBoost model that can be read: {what}.", SaveAgain, Encoding.Latin1.GetBytes(content));

    [Theory]
    [InlineData("\"base_score\":\"1.25E0\"", "\"base_score\":\"[1.25E0]\"", 1.25f)]
    [InlineData("\"base_score\":\"1.25E0\"", "\"base_score\":\"2\"", 2f)]
    public void A_base_score_may_stand_in_a_list(string before, string after, float start)
    {
        var content = Text("squared.json");
        Assert.Contains(before, content);
        var model = XGBoostFile.Read(Encoding.UTF8.GetBytes(content.Replace(before, after, StringComparison.Ordinal)), "m");
        Assert.Equal([start], model.Ensemble.Starts);
    }

    [Fact]
    public void The_binary_format_of_the_first_versions_is_refused()
    {
        var content = TreeModels.Bytes("squared.bin");
        content[24] = 0; // the major version
        Fails(ErrorConditions.ModelOperatorUnknown, "Model 'm' has the binary format of XGBoost before 1.0, which cannot be evaluated here.", TrainWithout, content);
    }

    [Fact]
    public void A_pickle_is_never_opened() => Fails(
        ErrorConditions.ModelFileInvalid, "Model 'm' is a Python pickle, which may hold any program and is never opened.",
        "Where you trust it, load it in Python with the XGBoost it was made by, and save it again: pickle.load(open('xgboost-model', 'rb')).save_model('model.json').",
        [0x80, 4, 0x95, 0, 0]);

    [Fact]
    public void Truth_values_of_older_versions_are_read()
    {
        var content = Text("squared.json");
        var at = content.IndexOf("\"default_left\":[", StringComparison.Ordinal) + "\"default_left\":[".Length;
        var end = content.IndexOf(']', at);
        var older = content[..at] + content[at..end].Replace("0", "false").Replace("1", "true") + content[end..];

        Assert.Equal(TreeModels.Read("squared.json").Ensemble.Trees[0].Nodes, XGBoostFile.Read(Encoding.UTF8.GetBytes(older), "m").Ensemble.Trees[0].Nodes);
    }

    [Fact]
    public void A_missing_and_an_empty_file_are_named()
    {
        var error = Assert.Throws<SqlInferenceException>(() => XGBoostFile.Read("/nowhere/m.json", "m"));
        Assert.Equal((ErrorConditions.ModelFileMissing, "Model 'm': there is no file '/nowhere/m.json'."), (error.Condition, error.Message));
        Fails(ErrorConditions.ModelFileEmpty, "Model 'm': the file is empty.", "Copy or download the model again.", []);
    }

    [Theory]
    [InlineData("stump.json")]
    [InlineData("rank.json")]
    [InlineData("squared.ubj")]
    [InlineData("dart.ubj")]
    [InlineData("dart.bin")]
    public void Every_cut_of_a_model_is_found(string file)
    {
        var whole = TreeModels.Bytes(file);
        for (var length = 1; length < whole.Length; length += 1 + whole.Length / 3000)
        {
            var error = Assert.Throws<SqlInferenceException>(() => XGBoostFile.Read(whole[..length], "m"));
            Assert.Equal(ErrorKind.ModelFile, error.Condition.Kind);
        }
    }

    [Theory]
    [InlineData("rank.json")]
    [InlineData("squared.ubj")]
    [InlineData("softprob.ubj")]
    [InlineData("dart.bin")]
    public void Damaged_models_never_do_more_than_fail(string file)
    {
        var whole = TreeModels.Bytes(file);
        var random = new Random(1);
        for (var round = 0; round < 3000; round++)
        {
            var (damaged, ignored) = (whole.ToArray(), 0);
            for (var i = random.Next(1, 4); i > 0; i--)
                SqlInference.TestKit.Fuzz.Change(random, ref damaged, ref ignored);
            try
            {
                // What can be read can be evaluated.
                var model = XGBoostFile.Read(damaged, "m");
                ReferenceTrees.Evaluate(model.Ensemble, [new float[model.Ensemble.Features]], VectorWidths.Widest);
            }
            catch (SqlInferenceException)
            {
            }
        }
    }
}
