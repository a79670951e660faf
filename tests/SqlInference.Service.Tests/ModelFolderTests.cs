using SqlInference.Errors;

namespace SqlInference.Service.Tests;

/// <summary>An operator may say from which folders models are read.</summary>
public sealed class ModelFolderTests : IDisposable
{
    readonly TemporaryFolder _folder = new();
    readonly string _allowed;
    readonly string _outside;
    readonly Workplace _work;

    public ModelFolderTests()
    {
        _allowed = Directory.CreateDirectory(_folder["allowed"]).FullName;
        _outside = Directory.CreateDirectory(_folder["allowed-not"]).FullName;
        File.Copy(Workplace.Onnx("one-column"), Path.Combine(_allowed, "m.onnx"));
        File.Copy(Workplace.Onnx("one-column"), Path.Combine(_outside, "m.onnx"));
        _work = new(new ServiceOptions { ModelFolders = [_allowed] });
    }

    public void Dispose()
    {
        _work.Dispose();
        _folder.Dispose();
    }

    static string Create(string path) => $"CREATE MODEL x FROM '{path}' FUNCTION g(a real) RETURNS real";

    void Outside(string path) => _work.Refused(ErrorConditions.ModelPathNotAllowed, Create(path),
        $"The model file '{path}' is outside the folders that models may be read from.",
        "Put it into an allowed folder, or ask an administrator to allow this one.");

    [Fact]
    public void Files_outside_are_refused_whether_or_not_they_are_there()
    {
        Outside(Path.Combine(_outside, "m.onnx"));
        Outside(Path.Combine(_outside, "absent.onnx"));
        Outside(_outside);
        Outside($"{_allowed}/../allowed-not/m.onnx");
    }

    [Fact]
    public void Links_are_followed_first()
    {
        Link("link.onnx", Path.Combine(_outside, "m.onnx"));
        Outside(Path.Combine(_allowed, "link.onnx"));

        Directory.CreateSymbolicLink(Path.Combine(_allowed, "sub"), _outside);
        Outside(Path.Combine(_allowed, "sub", "m.onnx"));

        Link("circle.onnx", Path.Combine(_allowed, "circle.onnx"));
        Outside(Path.Combine(_allowed, "circle.onnx"));

        Link("good.onnx", Path.Combine(_allowed, "m.onnx"));
        _work.Run(Create(Path.Combine(_allowed, "good.onnx")));
    }

    [Fact]
    public void Allowed_folders_may_be_links_and_may_be_named_themselves()
    {
        var link = _folder["by-another-name"];
        Directory.CreateSymbolicLink(link, _allowed);
        using var work = new Workplace(new ServiceOptions { ModelFolders = [link] });
        work.Run(Create(_allowed));
        Assert.Equal("-2.0", work.Run("SELECT g(2)").Single);
    }

    [Fact]
    public void External_data_that_is_a_link_to_elsewhere_is_refused()
    {
        File.Copy(Workplace.Onnx("external-good"), Path.Combine(_allowed, "weighty.onnx"));
        Directory.CreateDirectory(Path.Combine(_allowed, "external"));
        File.WriteAllBytes(Path.Combine(_outside, "weights.bin"), new byte[12]);
        Link("external/weights.bin", Path.Combine(_outside, "weights.bin"));
        _work.Refused(ErrorConditions.ModelExternalDataNotAllowed,
            $"CREATE MODEL x FROM '{_allowed}/weighty.onnx' FUNCTION g(a real, b real, c real) RETURNS real");
    }

    void Link(string name, string target) => File.CreateSymbolicLink(Path.Combine(_allowed, name), target);
}
