using SqlInference.Errors;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Onnx;

namespace SqlInference.Inference.Tests.Onnx;

public sealed class OnnxBadModelTests : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sqlinference-onnx-");

    static readonly OnnxParameter[] OneFloat = Models.Scalars(1, ElementType.Float32);

    static void Fails(ErrorCondition condition, string message, string hint, Action load)
    {
        var exception = Assert.Throws<SqlInferenceException>(load);
        Assert.Equal((condition, message, hint), (exception.Condition, exception.Message, exception.Hint));
    }

    void FileFails(ErrorCondition condition, string message, string hint, ReadOnlySpan<byte> content)
    {
        var path = Path.Combine(_folder.FullName, "bad.onnx");
        File.WriteAllBytes(path, content);
        Fails(condition, message.Replace("{path}", path, StringComparison.Ordinal), hint, () => OnnxBackend.Load(path));
    }

    [Fact]
    public void A_file_that_is_not_there() =>
        Fails(ErrorConditions.ModelFileMissing, "Model 'm': there is no file '/nowhere/a.onnx'.",
            "Check the path; it is read on the machine where the service runs.",
            () => OnnxModelFile.Open("/nowhere/a.onnx", "m"));

    [Fact]
    public void A_folder() =>
        Fails(ErrorConditions.ModelFileMissing, $"Model 'm': '{_folder.FullName}' is a folder, not an ONNX file.",
            "Check the path; it is read on the machine where the service runs.",
            () => OnnxModelFile.Open(_folder.FullName, "m"));

    [Fact]
    public void An_empty_file() =>
        FileFails(ErrorConditions.ModelFileEmpty, "Model 'bad.onnx': the file '{path}' is empty.", "Copy or download the model again.", []);

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.9)]
    public void A_file_that_was_cut_short(double share)
    {
        var whole = File.ReadAllBytes(Models.PathOf("gbt-100x6x8"));
        var left = (int)(whole.Length * share);
        FileFails(ErrorConditions.ModelFileInvalid,
            $"Model 'bad.onnx' is truncated: the file ends after {left} bytes, in the middle of the model.",
            "Copy or download the model again.", whole.AsSpan(0, left));
    }

    [Fact]
    public void Every_cut_of_a_model_is_found()
    {
        var whole = File.ReadAllBytes(Models.PathOf("classifier-zipmap"));
        var path = Path.Combine(_folder.FullName, "cut.onnx");
        for (var length = 1; length < whole.Length; length++)
        {
            File.WriteAllBytes(path, whole.AsSpan(0, length));
            var exception = Assert.Throws<SqlInferenceException>(() => OnnxBackend.Load(path));
            Assert.Equal(ErrorKind.ModelFile, exception.Condition.Kind);
        }
    }

    [Fact]
    public void Damaged_models_never_do_more_than_fail()
    {
        var whole = File.ReadAllBytes(Models.PathOf("external-subgraph"));
        var random = new Random(1);
        for (var round = 0; round < 5000; round++)
        {
            var damaged = whole.ToArray();
            for (var i = random.Next(1, 4); i > 0; i--)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            try
            {
                OnnxModelInspector.Inspect(damaged);
            }
            catch (ProtobufException)
            {
            }
        }
    }

    [Theory]
    [InlineData("hello world, this is text", "Model 'bad.onnx' is not an ONNX model.", "Export the model to ONNX, for example with skl2onnx, onnxmltools or torch.onnx.")]
    [InlineData("{\"learner\":{}}", "Model 'bad.onnx' is not an ONNX model; it looks like a JSON file.", "Set FORMAT to what it is (XGBOOST, LINEAR_LEARNER, RANDOM_CUT_FOREST), or export the model to ONNX.")]
    [InlineData("<!DOCTYPE html>", "Model 'bad.onnx' is not an ONNX model; it looks like a web page.", "Download the model again; the server answered with a page.")]
    [InlineData("version https://git-lfs.github.com/spec/v1\n", "Model 'bad.onnx' is not an ONNX model; it looks like a Git LFS pointer.", "Fetch the file itself: git lfs pull.")]
    [InlineData("PK\u0003\u0004zip", "Model 'bad.onnx' is not an ONNX model; it looks like a zip archive, as PyTorch and Keras write them.", "Export the model to ONNX, for example with skl2onnx, onnxmltools or torch.onnx.")]
    public void A_file_that_is_something_else(string content, string message, string hint) =>
        FileFails(ErrorConditions.ModelFileInvalid, message, hint, System.Text.Encoding.UTF8.GetBytes(content));

    [Fact]
    public void A_pickle() =>
        FileFails(ErrorConditions.ModelFileInvalid, "Model 'bad.onnx' is not an ONNX model; it looks like a Python pickle.",
            "Export the model to ONNX, for example with skl2onnx, onnxmltools or torch.onnx.", [0x80, 0x04, 0x95, 0x10]);

    [Theory]
    [InlineData("unknown-domain", "Model 'm' uses the operator 'Frobnicate' of the domain 'com.example', which ONNX Runtime does not have.")]
    [InlineData("unknown-operator", "Model 'm' uses the operator 'Frobnicate' of the domain 'ai.onnx', which ONNX Runtime does not have.")]
    public void An_operator_that_does_not_exist(string model, string message) =>
        Fails(ErrorConditions.ModelOperatorUnknown, message,
            "Export the model without custom operators and with operator sets that are released.", () => Models.Load(model, OneFloat));

    [Fact]
    public void An_operator_set_from_the_future()
    {
        var exception = Assert.Throws<SqlInferenceException>(() => Models.Load("future-opset", OneFloat));
        Assert.Equal(ErrorConditions.ModelOperatorUnknown, exception.Condition);
        Assert.Matches("^Model 'm' needs version 999 of the operator set 'ai.onnx'; ONNX Runtime has versions up to [0-9]+\\.$", exception.Message);
    }

    public static TheoryData<string, OnnxParameter[], string, string> WrongInputs => new()
    {
        {
            "linear", Models.Scalars(2, ElementType.Float32),
            "Model 'm' does not fit the function: the model takes 3 values per row, the function has 2 parameters. The model takes: features float32[N,3]; declared: a Float32, b Float32.",
            "Declare the function with the parameters that the model takes."
        },
        {
            "linear", [new("v", new ColumnType(ElementType.Float32, 5), IsList: true)],
            "Model 'm' does not fit the function: its input 'features' takes 3 values per row, the parameter 'v' has 5. The model takes: features float32[N,3]; declared: v Float32[5].",
            "Declare the function with the parameters that the model takes."
        },
        {
            "linear", [new("a", ElementType.Float32), new("b", ElementType.Utf8), new("c", ElementType.Float32)],
            "Model 'm' does not fit the function: its input 'features' takes numbers, the parameter 'b' is text. The model takes: features float32[N,3]; declared: a Float32, b Utf8, c Float32.",
            "Declare the parameter as float8, or the type that the column has."
        },
        {
            "linear-any-width", Models.Scalars(4, ElementType.Float32),
            "Model 'm' does not fit the function: the model reads 3 values per row of its input 'features', the function gives 4. The model takes: features float32[N,F]; declared: a Float32, b Float32, c Float32, d Float32.",
            "Declare the function with the parameters that the model takes."
        },
        {
            "trees-any-width", Models.Scalars(6, ElementType.Float32),
            "Model 'm' does not fit the function: the model reads 7 values per row of its input 'x', the function gives 6. The model takes: x float32[N,F]; declared: a Float32, b Float32, c Float32, d Float32, e Float32, f Float32.",
            "Declare the function with the parameters that the model takes."
        },
        {
            "cast-trees-any-width", Models.Scalars(2, ElementType.Float32),
            "Model 'm' does not fit the function: the model reads 7 values per row of its input 'x', the function gives 2. The model takes: x float64[N,F]; declared: a Float32, b Float32.",
            "Declare the function with the parameters that the model takes."
        },
        {
            "trees-any-width", [new("v", ElementType.Float32, IsList: true)],
            "Model 'm' does not fit the function: its input 'x' does not say how many values make up a row, so the length of the list 'v' is not known. The model takes: x float32[N,F]; declared: v Float32[].",
            "Export the model with a fixed second dimension."
        },
        {
            "text-label", Models.Scalars(1, ElementType.Float64),
            "Model 'm' does not fit the function: its input 'word' takes text, the parameter 'a' is a number. The model takes: word string[N,1]; declared: a Float64.",
            "Declare the parameter as varchar."
        },
        {
            "bool", Models.Scalars(2, ElementType.Int32),
            "Model 'm' does not fit the function: its input 'x' takes booleans, the parameter 'a' is a number. The model takes: x bool[N,2]; declared: a Int32, b Int32.",
            "Declare the parameter as boolean."
        },
        {
            "int64", [new("a", ElementType.Int64, AcceptsNull: true), new("b", ElementType.Int64)],
            "Model 'm' does not fit the function: its input 'x' takes integers, which cannot be missing as the parameter 'a' can. The model takes: x int64[N,2]; declared: a Int64, b Int64.",
            "Declare the function with the parameters that the model takes."
        },
        {
            "trees-by-column", Models.Scalars(2, ElementType.Float64),
            "Model 'm' does not fit the function: the model takes 3 values per row, the function has 2 parameters. The model takes: age float32[N,1], income float32[N], member int64[N,1]; declared: a Float64, b Float64.",
            "Declare the function with the parameters that the model takes."
        },
        {
            "trees-by-column", [new("income", ElementType.Float64), new("years", ElementType.Float64), new("member", ElementType.Int64)],
            "Model 'm' does not fit the function: the parameter 'income' has the name of an input, but others have not. The model takes: age float32[N,1], income float32[N], member int64[N,1]; declared: income Float64, years Float64, member Int64.",
            "Give every parameter the name of its input, or name the inputs in the order of the parameters in INPUT."
        },
        {
            "sequence-input", OneFloat,
            "Model 'm' does not fit the function: its input 'x' is not a tensor. The model takes: x sequence; declared: a Float32.",
            "Export the model so that its inputs are tensors with one row per example."
        },
        {
            "bfloat16", Models.Scalars(2, ElementType.Float32),
            "Model 'm' does not fit the function: its input 'x' has the type bfloat16, which no SQL type becomes. The model takes: x bfloat16[N,2]; declared: a Float32, b Float32.",
            "Export the model with float32 or float64 inputs."
        },
        {
            "scalar-input", OneFloat,
            "Model 'm' does not fit the function: its input 'x' is a single value, not a tensor with one row per example. The model takes: x float32; declared: a Float32.",
            "Export the model with inputs of shape [N] or [N,F]."
        },
    };

    [Theory]
    [MemberData(nameof(WrongInputs))]
    public void A_function_that_does_not_fit_the_inputs(string model, OnnxParameter[] parameters, string message, string hint) =>
        Fails(ErrorConditions.ModelInputMismatch, message, hint, () => Models.Load(model, parameters));

    [Fact]
    public void A_type_that_ONNX_Runtime_does_not_know() =>
        Fails(ErrorConditions.ModelInputMismatch, "Model 'm' has tensors of the type complex64, which ONNX Runtime does not support.",
            "Export the model with float32 or float64 inputs.", () => Models.Load("complex", OneFloat));

    [Fact]
    public void A_width_that_only_the_trial_run_finds_wrong()
    {
        var exception = Assert.Throws<SqlInferenceException>(() => Models.Load("wrong-width", Models.Scalars(2, ElementType.Float32)));
        Assert.Equal(ErrorConditions.ModelInputMismatch, exception.Condition);
        Assert.StartsWith("Model 'm' does not fit the function: it fails on a row of the declared shape: ", exception.Message, StringComparison.Ordinal);
        Assert.EndsWith("The model takes: x float32[N,F].", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nothing", "INPUT names 'nothing', which is not an input of the model")]
    [InlineData("age, income", "INPUT leaves out 'member'")]
    public void An_input_setting_that_does_not_fit(string input, string what)
    {
        var exception = Assert.Throws<SqlInferenceException>(() => Models.Load("trees-by-column",
            new OnnxModelOptions { Parameters = Models.Scalars(3, ElementType.Float32), Input = input }));
        Assert.Equal(ErrorConditions.ModelInputMismatch, exception.Condition);
        Assert.StartsWith($"Model 'm' does not fit the function: {what}. ", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("two-outputs", null, "it gives 'negative' and 'magnitude', and none is obviously the prediction", "negative float32[N], magnitude float32[N]", "Name the output that is the prediction: SETTINGS (OUTPUT 'name').")]
    [InlineData("two-outputs", "nothing", "OUTPUT names 'nothing', which the model does not give", "negative float32[N], magnitude float32[N]", "Name one of the model's outputs.")]
    [InlineData("aggregate", null, "its output 'total' does not have one row for each row that goes in", "total float32[1]", "Export the model with an output of shape [N], [N,1] or [N,C].")]
    [InlineData("aggregate", "total", "its output 'total' does not have one row for each row that goes in", "total float32[1]", "Name an output that has one value, or one list, per row.")]
    [InlineData("sequence-output", null, "its output 'y' is not a tensor", "y sequence", "Export the model with an output of shape [N], [N,1] or [N,C].")]
    public void An_output_that_is_no_prediction(string model, string? output, string what, string gives, string hint) =>
        Fails(ErrorConditions.ModelOutputMismatch, $"Model 'm' does not fit the function: {what}. The model gives: {gives}.", hint,
            () => Models.Load(model, new OnnxModelOptions { Parameters = OneFloat, Output = output }));

    public void Dispose() => _folder.Delete(recursive: true);
}
