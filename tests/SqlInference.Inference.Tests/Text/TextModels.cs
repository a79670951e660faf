using SqlInference.Errors;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Devices;
using SqlInference.Inference.Onnx;
using SqlInference.Inference.Text.Backend;
using SqlInference.Inference.Text.Files;

namespace SqlInference.Inference.Tests.Text;

/// <summary>The models that make_text_models.py writes, with the tokenizer and the labels of one of them.</summary>
static class TextModels
{
    static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Text", "models");

    public static readonly OnnxParameter Text = new("review", ElementType.Utf8);

    public static string PathOf(string model, string file) => Path.Combine(Folder, model, file);

    public static TextBackend Load(string model, ElementType returns = ElementType.Int32, bool list = false, string? configuration = null, TextModelOptions? options = null)
    {
        using var files = new TokenizerFolder();
        if (configuration is not null)
            files.Write("config.json", configuration);
        var chosen = options ?? Options();
        return TextBackend.Load(OnnxModelFile.Open(PathOf(model, "model.onnx"), "m"), chosen with
        {
            Returns = new OnnxParameter("returns", returns, list),
            Configuration = configuration is null ? chosen.Configuration : files.Path("config.json"),
        });
    }

    public static TextModelOptions Options() => new()
    {
        DisplayName = "m",
        Parameters = [Text],
        Returns = new OnnxParameter("returns", ElementType.Int32),
        Tokenizer = TokenizerFiles.Named("m", PathOf("star-rating", "vocab.txt")),
        Configuration = PathOf("star-rating", "config.json"),
        Device = DeviceSelection.Cpu,
    };

    public static void Refused(ErrorCondition condition, string message, string hint, Func<object> load)
    {
        var exception = Assert.Throws<SqlInferenceException>(load);
        Assert.Equal((condition, message, hint), (exception.Condition, exception.Message, exception.Hint));
    }
}
