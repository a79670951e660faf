using SqlInference.Errors;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Onnx;

namespace SqlInference.Inference.Tests.Onnx;

public sealed class OnnxExternalDataTests : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sqlinference-external-");

    /// <summary>A copy of the model that reads external/weights.bin, alone in a folder of its own.</summary>
    string CopyOfGoodModel()
    {
        var model = Path.Combine(_folder.CreateSubdirectory("model").FullName, "good.onnx");
        File.Copy(Models.PathOf("external-good"), model);
        return model;
    }

    static string Weights => Path.Combine(Path.GetDirectoryName(Models.PathOf("external-good"))!, "external", "weights.bin");

    static void NotAllowed(string location, Action load)
    {
        var exception = Assert.Throws<SqlInferenceException>(load);
        Assert.Equal(ErrorConditions.ModelExternalDataNotAllowed, exception.Condition);
        Assert.Equal($"Model 'm' keeps weights in '{location}', which is outside the model's folder.", exception.Message);
        Assert.Equal("Save the model with its external data beside it, named by a relative path and not through a link.", exception.Hint);
    }

    [Fact]
    public void Weights_beside_the_model_are_read()
    {
        using var backend = Models.Load("external-good", Models.Scalars(3, ElementType.Float32));
        using var batch = new Batch().Add(ElementType.Float32, 2f).Add(ElementType.Float32, 4f).Add(ElementType.Float32, 8f);

        Assert.Equal([0.5f * 2 - 1.25f * 4 + 2 * 8], batch.Run<float>(backend));
        Assert.Equal(["external/weights.bin"], OnnxModelFile.Open(Models.PathOf("external-good")).ExternalFiles);
    }

    [Theory]
    [InlineData("external-parent", "../outside.bin")]
    [InlineData("external-absolute", "/etc/hostname")]
    [InlineData("external-sideways", "external/../../outside.bin")]
    [InlineData("external-attribute", "../outside.bin")]
    [InlineData("external-subgraph", "../outside.bin")]
    [InlineData("external-sparse", "../outside.bin")]
    [InlineData("external-function", "../outside.bin")]
    public void Weights_elsewhere_are_refused_wherever_in_the_model_they_are_named(string model, string location) =>
        NotAllowed(location, () => OnnxModelFile.Open(Models.PathOf(model), "m"));

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a/..")]
    [InlineData("..\\outside.bin")]
    [InlineData("weights\0.bin")]
    [InlineData("*/_ORT_MEM_ADDR_/*")]
    public void Locations_that_are_no_plain_relative_path_are_refused(string location) =>
        NotAllowed(location, () => ExternalDataFiles.Check("m", Models.PathOf("external-good"), new Dictionary<string, long> { [location] = 1 }));

    [Fact]
    public void A_link_out_of_the_folder_is_refused()
    {
        var model = CopyOfGoodModel();
        File.CreateSymbolicLink(Path.Combine(Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(model)!, "external")).FullName, "weights.bin"), Weights);

        NotAllowed("external/weights.bin", () => OnnxModelFile.Open(model, "m"));
    }

    [Fact]
    public void A_linked_folder_is_refused()
    {
        var model = CopyOfGoodModel();
        Directory.CreateSymbolicLink(Path.Combine(Path.GetDirectoryName(model)!, "external"), Path.GetDirectoryName(Weights)!);

        NotAllowed("external/weights.bin", () => OnnxModelFile.Open(model, "m"));
    }

    [Fact]
    public void Links_in_a_circle_are_refused()
    {
        var model = CopyOfGoodModel();
        Directory.CreateSymbolicLink(Path.Combine(Path.GetDirectoryName(model)!, "external"), "external");

        NotAllowed("external/weights.bin", () => OnnxModelFile.Open(model, "m"));
    }

    [Fact]
    public void A_link_that_stays_in_the_folder_is_followed()
    {
        var model = CopyOfGoodModel();
        var folder = Path.GetDirectoryName(model)!;
        Directory.CreateDirectory(Path.Combine(folder, "blobs"));
        File.Copy(Weights, Path.Combine(folder, "blobs", "weights.bin"));
        Directory.CreateSymbolicLink(Path.Combine(folder, "external"), "blobs");

        using var backend = OnnxBackend.Load(model);
        Assert.Equal(3, backend.Signature.Inputs[0].Type.ListLength);
    }

    [Fact]
    public void A_model_in_a_linked_folder_may_have_its_weights_there()
    {
        var link = Path.Combine(_folder.FullName, "link");
        Directory.CreateSymbolicLink(link, Path.GetDirectoryName(Models.PathOf("external-good"))!);

        using var backend = OnnxBackend.Load(Path.Combine(link, "external-good.onnx"));
        Assert.Equal(3, backend.Signature.Inputs[0].Type.ListLength);
    }

    [Fact]
    public void Weights_that_are_missing_are_named()
    {
        var exception = Assert.Throws<SqlInferenceException>(() => OnnxModelFile.Open(Models.PathOf("external-missing"), "m"));
        Assert.Equal(ErrorConditions.ModelFileMissing, exception.Condition);
        Assert.Equal("Model 'm' keeps weights in 'external/absent.bin', which is missing.", exception.Message);
        Assert.Equal("Put that file where it was, relative to the model, when the model was saved.", exception.Hint);
    }

    [Fact]
    public void Weights_that_were_cut_short_are_found()
    {
        var exception = Assert.Throws<SqlInferenceException>(() => OnnxModelFile.Open(Models.PathOf("external-short"), "m"));
        Assert.Equal(ErrorConditions.ModelFileInvalid, exception.Condition);
        Assert.Equal("Model 'm' keeps weights in 'external/weights.bin', which has 12 bytes instead of at least 4096.", exception.Message);
        Assert.Equal("Copy the file again, or save the model again.", exception.Hint);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
