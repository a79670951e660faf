using System.Formats.Tar;
using System.IO.Compression;
using SqlInference.Errors;
using SqlInference.Service.Statements.Creation;
using SqlInference.TestKit;

namespace SqlInference.Service.Tests;

/// <summary>CREATE MODEL … FROM 'model.tar.gz': unpacked as a folder would be, and nothing but that.</summary>
public sealed class ModelArchiveTests : IDisposable
{
    const string OrdinaryFiles = "Pack the files themselves, and no links.";

    readonly Workplace _work = new();

    public void Dispose() => _work.Dispose();

    static string Text(string file) => Path.Combine(AppContext.BaseDirectory, "text-models", "star-rating", file);

    static string Trees(string file) => Path.Combine(AppContext.BaseDirectory, "tree-models", file);

    static string Create(string path) => $"CREATE MODEL x FROM '{path}' FUNCTION stars(varchar) RETURNS int";

    string Pack(string name, Action<TarWriter> write, TarEntryFormat format = TarEntryFormat.Pax)
    {
        using var file = File.Create(_work.Folder[name]);
        using var deflated = new GZipStream(file, CompressionLevel.Fastest);
        using var archive = new TarWriter(deflated, format);
        write(archive);
        return _work.Folder[name];
    }

    string PackBytes(string name, string entry, byte[] content) =>
        Pack(name, archive => archive.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, entry) { DataStream = new MemoryStream(content) }));

    static void Add(TarWriter archive, string prefix)
    {
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(Text("model.onnx"))!))
            archive.WriteEntry(file, prefix + Path.GetFileName(file));
    }

    static PaxTarEntry Link(TarEntryType type, string name, string target) => new(type, name) { LinkName = target };

    [Theory]
    [InlineData("model.tar.gz", "", TarEntryFormat.Pax)]
    [InlineData("model.tgz", "./", TarEntryFormat.Gnu)]
    [InlineData("MODEL.TAR.GZ", "stars/", TarEntryFormat.Ustar)]
    public void An_archive_is_as_good_as_its_folder(string name, string prefix, TarEntryFormat format)
    {
        var path = Pack(name, archive => Add(archive, prefix), format);
        _work.Run(Create(path));
        File.Delete(path);
        _work.Reopen();
        Assert.Equal("5", _work.Run("SELECT stars('perfect!')").Single);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_work.Path("artifacts/.staging")));
    }

    [Fact]
    public void A_plain_model_may_come_in_an_archive_too()
    {
        var path = Pack("m.tgz", archive => archive.WriteEntry(Workplace.Onnx("one-column"), "m.onnx"));
        _work.Run($"CREATE MODEL x FROM '{path}' FUNCTION g(real) RETURNS real");
        Assert.Equal("-2.0", _work.Run("SELECT g(2)").Single);
    }

    [Theory]
    [InlineData("logistic.bin", "xgboost-model")]
    [InlineData("logistic.ubj", "xgboost-model")]
    [InlineData("logistic.json", "./xgboost-model")]
    [InlineData("logistic.ubj", "model/trees.ubj")]
    public void The_model_of_SageMakers_XGBoost_is_read_in_each_of_its_formats(string file, string name)
    {
        var path = Pack("model.tar.gz", archive => archive.WriteEntry(Trees(file), name));
        const string function = "(a float8, b float8, c float8, d float8, e float8) RETURNS float8[] SETTINGS (OUTPUT 'probabilities')";
        _work.Run($"CREATE MODEL packed FROM '{path}' FUNCTION packed{function}; CREATE MODEL plain FROM '{Trees("logistic.json")}' FUNCTION plain{function};");

        const string arguments = "(i % 7 / 2, i % 5 - 0.5, i % 3, i % 11 / 4, CASE WHEN i % 4 > 0 THEN i % 13 END)";
        Assert.Equal("0", _work.Run($"SELECT count(*) FILTER (packed{arguments} IS DISTINCT FROM plain{arguments}) FROM range(500) r(i)").Single);
        Assert.Equal("xgboost", _work.Run("SHOW MODEL packed")["Format"]);
    }

    [Fact]
    public void A_pickle_is_refused_by_name()
    {
        var path = PackBytes("model.tar.gz", "xgboost-model", [0x80, 3, (byte)'c', (byte)'x']);
        _work.Refused(ErrorConditions.ModelFileInvalid, Create(path), "Model 'public.x' is a Python pickle, which may hold any program and is never opened.",
            "Where you trust it, load it in Python with the XGBoost it was made by, and save it again: pickle.load(open('xgboost-model', 'rb')).save_model('model.json').");
    }

    [Fact]
    public void What_SageMakers_linear_learner_and_k_means_wrote_is_read()
    {
        _work.Refused(ErrorConditions.ModelFileInvalid, Create(PackBytes("m.tar.gz", "model_algo-1", "hello"u8.ToArray())),
            "Model 'public.x' is no model of Amazon SageMaker's linear learner or k-means that can be read: it is neither a zip file nor parameters of MXNet's.",
            "Copy or download the archive again.");
        var learner = MxNetFiles.LinearLearner("binary_classifier", "logistic", "LogisticRegressionOutput", [2, -1], [0.5f]);
        _work.Run($"CREATE MODEL x FROM '{PackBytes("model.tar.gz", "model_algo-1", learner)}' FUNCTION churn(real, real) RETURNS int");
        _work.Run($"CREATE MODEL y FROM '{PackBytes("km.tar.gz", "model_algo-1", MxNetFiles.Arrays((null, [2, 2], [0, 0, 5, 5])))}' FUNCTION near(real[]) RETURNS int");
        _work.Reopen();
        Assert.Equal("1", _work.Run("SELECT churn(1, 2)").Single);
        Assert.StartsWith("""{"probabilities":[0.6224""", _work.Run("SELECT churn_prob(1, 2)").Single);
        Assert.Equal("1", _work.Run("SELECT near([4, 4])").Single);
    }

    [Fact]
    public void Several_models_of_XGBoosts_leave_open_which()
    {
        var path = Pack("model.tar.gz", archive =>
        {
            archive.WriteEntry(Trees("logistic.ubj"), "xgboost-model-0");
            archive.WriteEntry(Trees("logistic.bin"), "xgboost-model-1");
        });
        _work.Refused(ErrorConditions.ModelFileMissing, Create(path), $"There are 2 XGBoost models in folder '{path}'.", "Name the file itself.");
    }

    [Theory]
    [InlineData("../model.onnx")]
    [InlineData("/tmp/model.onnx")]
    [InlineData("a/../../model.onnx")]
    [InlineData("a\\model.onnx")]
    public void Names_that_lead_elsewhere_are_refused(string name)
    {
        var path = PackBytes("m.tar.gz", name, [1]);
        var exception = _work.Refused(ErrorConditions.ModelPathNotAllowed, Create(path));
        Assert.Equal($"The file name '{name}' cannot be in an artifact.", exception.Message);
        Assert.False(File.Exists("/tmp/model.onnx"));
    }

    [Fact]
    public void Links_and_devices_are_refused()
    {
        foreach (var entry in new[] { Link(TarEntryType.SymbolicLink, "model.onnx", "/etc/hostname"), Link(TarEntryType.HardLink, "model.onnx", "/etc/hostname"), new PaxTarEntry(TarEntryType.Fifo, "model.onnx") })
        {
            var path = Pack("m.tar.gz", archive => archive.WriteEntry(entry));
            _work.Refused(ErrorConditions.ModelFileInvalid, Create(path), $"The archive '{path}' holds 'model.onnx', which is not an ordinary file.", OrdinaryFiles);
        }
    }

    [Fact]
    public void What_is_no_archive_is_refused()
    {
        var path = _work.Folder["m.tar.gz"];
        var good = File.ReadAllBytes(Pack("good.tar.gz", archive => Add(archive, "")));
        foreach (var content in new[] { "hello, this is text"u8.ToArray(), good[..(good.Length / 2)] })
        {
            File.WriteAllBytes(path, content);
            _work.Refused(ErrorConditions.ModelFileInvalid, Create(path), $"The archive '{path}' is damaged, or no tar archive packed with gzip.", "Copy or download the model again.");
        }
    }

    [Fact]
    public void An_archive_without_a_model_is_refused()
    {
        var path = Pack("m.tar.gz", archive => archive.WriteEntry(Text("vocab.txt"), "vocab.txt"));
        _work.Refused(ErrorConditions.ModelFileMissing, Create(path), $"There is no .onnx file in folder '{path}'.", "Name the file itself.");
        _work.Refused(ErrorConditions.ModelFileMissing, Create("/nowhere/m.tar.gz"), "There is no model file '/nowhere/m.tar.gz'.", "It was looked for as /nowhere/m.tar.gz.");
    }

    [Fact]
    public void What_would_fill_the_disk_is_refused()
    {
        var path = PackBytes("m.tar.gz", "zeros", new byte[3 << 20]);
        using var content = File.OpenRead(path);
        using var writer = _work.Engine.Service.Artifacts.Create("archive");
        var exception = Assert.Throws<SqlInferenceException>(() => ModelArchive.Unpack("m.tar.gz", content, writer, mostBytes: 2 << 20));
        Assert.Equal("The archive 'm.tar.gz' unpacks to more than 2 MB or 10000 files.", exception.Message);
        Assert.Empty(Directory.GetFiles(writer.Folder));
    }

    [Fact]
    public void Archives_outside_the_allowed_folders_are_refused()
    {
        var path = Pack("m.tar.gz", archive => Add(archive, ""));
        var allowed = Directory.CreateDirectory(_work.Folder["allowed"]).FullName;
        using var work = new Workplace(new ServiceOptions { ModelFolders = [allowed] });
        work.Refused(ErrorConditions.ModelPathNotAllowed, Create(path),
            $"The model file '{path}' is outside the folders that models may be read from.", "Put it into an allowed folder, or ask an administrator to allow this one.");
        File.Move(path, Path.Combine(allowed, "m.tar.gz"));
        work.Run(Create(Path.Combine(allowed, "m.tar.gz")));
        Assert.Equal("5", work.Run("SELECT stars('perfect!')").Single);
    }

    [Fact]
    public void A_tokenizer_beside_an_archive_is_held_to_the_allowed_folders()
    {
        var allowed = Directory.CreateDirectory(_work.Folder["allowed"]).FullName;
        var path = Pack("allowed/m.tar.gz", archive => Add(archive, ""));
        var secret = Path.Combine(allowed, "tokenizer_config.json");
        File.WriteAllText(_work.Folder["secret"], "{}");
        File.Copy(Text("vocab.txt"), Path.Combine(allowed, "words.txt"));
        File.CreateSymbolicLink(secret, _work.Folder["secret"]);
        using var work = new Workplace(new ServiceOptions { ModelFolders = [allowed] });
        work.Refused(ErrorConditions.ModelPathNotAllowed, $"{Create(path)} SETTINGS (TOKENIZER '{allowed}/words.txt')",
            $"The model file '{secret}' is outside the folders that models may be read from.", "Put it into an allowed folder, or ask an administrator to allow this one.");
    }
}
