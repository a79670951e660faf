using SqlInference.Errors;

namespace SqlInference.Service.Tests;

public sealed class BadModelFileTests : IDisposable
{
    const string Renew = "Copy or download the model again.";

    readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    [Theory]
    [InlineData("unknown-operator", "a real", "real", "SI204",
        "Model 'public.x' uses the operator 'Frobnicate' of the domain 'ai.onnx', which ONNX Runtime does not have.",
        "Export the model without custom operators and with operator sets that are released.")]
    [InlineData("unknown-domain", "a real", "real", "SI204",
        "Model 'public.x' uses the operator 'Frobnicate' of the domain 'com.example', which ONNX Runtime does not have.",
        "Export the model without custom operators and with operator sets that are released.")]
    [InlineData("linear", "a real, b real", "real", "SI205",
        "Model 'public.x' does not fit the function: the model takes 3 values per row, the function has 2 parameters. The model takes: features float32[N,3]; declared: a Float32, b Float32.",
        "Declare the function with the parameters that the model takes.")]
    [InlineData("linear", "a real, b real, c varchar", "real", "SI205",
        "Model 'public.x' does not fit the function: its input 'features' takes numbers, the parameter 'c' is text. The model takes: features float32[N,3]; declared: a Float32, b Float32, c Utf8.",
        "Declare the parameter as float8, or the type that the column has.")]
    [InlineData("text-label", "a real", "varchar", "SI205",
        "Model 'public.x' does not fit the function: its input 'word' takes text, the parameter 'a' is a number. The model takes: word string[N,1]; declared: a Float32.",
        "Declare the parameter as varchar.")]
    [InlineData("linear", "a real, b real, c real", "date", "SI206",
        "Function g returns DATE, but output prediction of model public.x is Float32.", "Declare RETURNS float8.")]
    [InlineData("linear", "a real, b real, c real", "real[]", "SI206",
        "Function g returns REAL[], but output prediction of model public.x is Float32.", "Declare RETURNS float8.")]
    [InlineData("list-output", "a real, b real", "real", "SI206",
        "Function g returns REAL, but output prediction of model public.x is Float32[4].",
        "Declare RETURNS float8[], or choose another output with SETTINGS (OUTPUT 'name').")]
    [InlineData("external-parent", "a real, b real, c real", "real", "SI208",
        "Model 'public.x' keeps weights in '../outside.bin', which is outside the model's folder.",
        "Save the model with its external data beside it, named by a relative path and not through a link.")]
    [InlineData("external-absolute", "a real, b real, c real", "real", "SI208",
        "Model 'public.x' keeps weights in '/etc/hostname', which is outside the model's folder.",
        "Save the model with its external data beside it, named by a relative path and not through a link.")]
    [InlineData("external-missing", "a real, b real, c real", "real", "SI201",
        "Model 'public.x' keeps weights in 'external/absent.bin', which is missing.",
        "Put that file where it was, relative to the model, when the model was saved.")]
    [InlineData("one-column", "a real, a real", "real", "SI004",
        "Function g has two parameters named 'a'.", "Give each parameter a name of its own, or none.")]
    public void A_model_that_does_not_fit_is_refused_and_leaves_nothing(
        string model, string parameters, string returns, string code, string message, string hint)
    {
        _work.Refused(ErrorConditions.Find(code)!, Create(Workplace.Onnx(model), parameters, returns), message, hint);
        Assert.Null(_work.Models.Find(new("local", "public", "x")));
        TheCorrectedStatementWorks();
    }

    [Fact]
    public void A_file_that_is_not_there_is_named_as_written_and_as_looked_for()
    {
        var here = Path.GetFullPath("x.onnx");
        _work.Refused(ErrorConditions.ModelFileMissing, Create("x.onnx"),
            "There is no model file 'x.onnx'.", $"It was looked for as {here} and {_work.Folder["x.onnx"]}.");
        _work.Refused(ErrorConditions.ModelFileMissing, Create("/nowhere/x.onnx"),
            "There is no model file '/nowhere/x.onnx'.", "It was looked for as /nowhere/x.onnx.");
        TheCorrectedStatementWorks();
    }

    [Fact]
    public void An_empty_file_is_refused()
    {
        var path = Write("x.onnx", []);
        _work.Refused(ErrorConditions.ModelFileEmpty, Create(path), $"Model 'public.x': the file '{path}' is empty.", Renew);
        TheCorrectedStatementWorks();
    }

    [Fact]
    public void A_truncated_file_is_refused()
    {
        var path = Write("x.onnx", File.ReadAllBytes(Workplace.Onnx("linear")).AsSpan(0, 100));
        _work.Refused(ErrorConditions.ModelFileInvalid, Create(path),
            "Model 'public.x' is truncated: the file ends after 100 bytes, in the middle of the model.", Renew);
        TheCorrectedStatementWorks();
    }

    [Fact]
    public void A_file_of_another_kind_is_refused()
    {
        var path = Write("x.onnx", "hello, this is text"u8);
        _work.Refused(ErrorConditions.ModelFileInvalid, Create(path), "Model 'public.x' is not an ONNX model.",
            "Export the model to ONNX, for example with skl2onnx, onnxmltools or torch.onnx.");
        TheCorrectedStatementWorks();
    }

    [Fact]
    public void A_folder_has_to_hold_exactly_one_model()
    {
        var folder = Directory.CreateDirectory(_work.Folder["models"]).FullName;
        _work.Refused(ErrorConditions.ModelFileMissing, Create(folder), $"There is no .onnx file in folder '{folder}'.", "Name the file itself.");
        File.Copy(Workplace.Onnx("one-column"), Path.Combine(folder, "one.onnx"));
        File.Copy(Workplace.Onnx("one-column"), Path.Combine(folder, "two.onnx"));
        _work.Refused(ErrorConditions.ModelFileMissing, Create(folder), $"There are 2 .onnx files in folder '{folder}'.", "Name the file itself.");

        File.Delete(Path.Combine(folder, "two.onnx"));
        _work.Run(Create(folder));
        Assert.Equal("-2.0", _work.Run("SELECT g(2)").Single);
    }

    [Fact]
    public void External_data_goes_into_the_artifact()
    {
        var folder = Directory.CreateDirectory(_work.Folder["models/external"]).Parent!.FullName;
        File.Copy(Workplace.Onnx("external-good"), Path.Combine(folder, "m.onnx"));
        File.Copy(Path.Combine(AppContext.BaseDirectory, "models", "external", "weights.bin"), Path.Combine(folder, "external", "weights.bin"));
        _work.Run(Create(Path.Combine(folder, "m.onnx"), "a real, b real, c real"));

        Directory.Delete(folder, recursive: true);
        _work.Reopen();
        Assert.Equal("1.25", _work.Run("SELECT g(1, 1, 1)").Single);
    }

    [Theory]
    [InlineData("linear", "a real, b real, c real", "smallint", "0, 0, 1e6", "SI401", "model public.x: the predicted value 2000000.8 does not fit SMALLINT.")]
    [InlineData("linear", "a real, b real, c real", "decimal(3, 2)", "1, 1, 50", "SI401", "model public.x: the predicted value 100 does not fit DECIMAL(3,2).")]
    [InlineData("linear", "a real, b real, c real", "int", "'nan'::real, 1, 1", "SI401", "model public.x: the predicted value NaN does not fit INTEGER.")]
    [InlineData("text-label", "a varchar", "int", "'hello'", "SI401", "model public.x: the predicted value 'en' does not fit INTEGER.")]
    [InlineData("lookup", "a int", "real", "5", "SI405", "Model 'public.x' failed on a batch of rows in its operator Gather ('Gather_y').")]
    public void A_prediction_that_fails_says_why_and_the_session_goes_on(
        string model, string parameters, string returns, string arguments, string code, string message)
    {
        _work.Run(Create(Workplace.Onnx(model), parameters, returns));
        var exception = _work.Refused(ErrorConditions.Find(code)!, $"SELECT g({arguments})");
        Assert.Equal(message, exception.Message);

        // The same model, asked to put up with it.
        _work.Run("ALTER MODEL x SET (ON_ERROR 'null')");
        Assert.Null(_work.Run($"SELECT g({arguments})").Single);
    }

    static string Create(string path, string parameters = "a real", string returns = "real") =>
        $"CREATE MODEL x FROM '{path}' FUNCTION g({parameters}) RETURNS {returns}";

    string Write(string name, ReadOnlySpan<byte> content)
    {
        File.WriteAllBytes(_work.Folder[name], content);
        return _work.Folder[name];
    }

    void TheCorrectedStatementWorks()
    {
        _work.Run(Create(Workplace.Onnx("one-column")));
        Assert.Equal("-2.0", _work.Run("SELECT g(2)").Single);
    }
}
