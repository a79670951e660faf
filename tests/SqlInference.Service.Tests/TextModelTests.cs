using SqlInference.Errors;

namespace SqlInference.Service.Tests;

/// <summary>CREATE MODEL … FROM 'folder' of a fine-tuned transformer: what is brought, what is copied, what is refused.</summary>
public sealed class TextModelTests : IDisposable
{
    const string Rate = "SELECT stars('Great product, I love it!')";

    readonly Workplace _work = new();
    readonly string _folder;

    public TextModelTests() => _folder = Copy("star-rating", "stars");

    public void Dispose() => _work.Dispose();

    static string Source(string model) => Path.Combine(AppContext.BaseDirectory, "text-models", model);

    string Copy(string model, string name)
    {
        var folder = Directory.CreateDirectory(_work.Folder[name]).FullName;
        foreach (var file in Directory.GetFiles(Source(model)))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        return folder;
    }

    string In(string file) => Path.Combine(_folder, file);

    static string Create(string path, string returns = "int", string settings = "", string parameters = "varchar") =>
        $"CREATE MODEL x FROM '{path}' FUNCTION stars({parameters}) RETURNS {returns} {settings}";

    [Fact]
    public void A_folder_becomes_a_function_that_rates_reviews()
    {
        File.WriteAllText(In("README.md"), "Not needed to serve.");
        File.WriteAllText(In("optimizer.bin"), "Not needed to serve.");
        _work.Run(Create(_folder));
        Directory.Delete(_folder, recursive: true);
        _work.Reopen();

        Assert.Equal("5", _work.Run(Rate).Single);
        Assert.Equal("1", _work.Run("SELECT stars('AWFUL!')").Single);
        Assert.Null(_work.Run("SELECT stars(NULL)").Single);
        Assert.Equal("3", _work.Run("SELECT stars('')").Single);
        Assert.StartsWith("{\"probabilities\":[0.7", _work.Run("SELECT stars_prob('great')").Single, StringComparison.Ordinal);
        Assert.Contains("\"labels\":[\"5 stars\",\"4 stars\",", _work.Run("SELECT stars_probabilities('great')").Single, StringComparison.Ordinal);
        var artifact = Assert.Single(_work.Engine.Service.Artifacts.List());
        Assert.Equal(["config.json", "model.onnx", "model.onnx_data", "tokenizer_config.json", "vocab.txt"],
            _work.Engine.Service.Artifacts.Read(artifact).Files.Select(file => file.Name));
    }

    [Fact]
    public void Rows_of_a_table_are_answered_in_their_order()
    {
        _work.Run(Create(_folder));
        _work.Run("CREATE TABLE reviews AS SELECT i, repeat('the ', (i * 7919 % 200)::int) || CASE i % 3 WHEN 0 THEN 'awful' WHEN 1 THEN 'okay' ELSE 'perfect' END AS review FROM range(3000) r(i)");
        Assert.Equal("3000", _work.Run("SELECT count(*) FROM reviews WHERE stars(review) = CASE WHEN i % 3 = 1 THEN 3 ELSE stars(review) END AND (i % 3 <> 0 OR stars(review) < 3) AND (i % 3 <> 2 OR stars(review) > 3)").Single);
    }

    [Theory]
    [InlineData("varchar", "5 stars")]
    [InlineData("smallint", "5")]
    [InlineData("bigint", "5")]
    [InlineData("float8", "5.0")]
    [InlineData("decimal(3, 1)", "5.0")]
    public void The_label_comes_in_the_declared_type(string returns, string answer)
    {
        _work.Run(Create(_folder, returns));
        Assert.Equal(answer, _work.Run(Rate).Single);
    }

    [Fact]
    public void A_list_is_the_models_numbers()
    {
        _work.Run(Create(_folder, "real[]"));
        Assert.Equal("5", _work.Run("SELECT len(stars('great'))").Single);
    }

    [Fact]
    public void A_file_may_name_its_tokenizer()
    {
        var vocabulary = _work.Folder["words.txt"];
        File.Move(In("vocab.txt"), vocabulary);
        _work.Run(Create(In("model.onnx"), settings: "SETTINGS (TOKENIZER 'words.txt', MAX_TOKENS 4)"));
        Assert.Equal("5", _work.Run(Rate).Single);
        Assert.Equal("2", _work.Run("SELECT stars('bad weak great great great')").Single);
    }

    [Fact]
    public void Exporters_may_put_the_model_into_a_folder_of_its_own_and_others_beside_it()
    {
        var inner = Directory.CreateDirectory(In("onnx")).FullName;
        File.Move(In("model.onnx"), Path.Combine(inner, "model.onnx"));
        File.Move(In("model.onnx_data"), Path.Combine(inner, "model.onnx_data"));
        File.WriteAllText(Path.Combine(inner, "model_quantized.onnx"), "another");
        _work.Run(Create(_folder, "varchar"));
        Assert.Equal("5 stars", _work.Run(Rate).Single);
    }

    [Fact]
    public void A_folder_without_a_tokenizer_is_refused()
    {
        File.Delete(In("vocab.txt"));
        _work.Refused(ErrorConditions.TokenizerInvalid, Create(_folder),
            "Model 'public.x' takes the numbers of tokens, and there is no tokenizer beside it.",
            "Put its tokenizer.json or vocab.txt into the model's folder, or name the file: SETTINGS (TOKENIZER 'vocab.txt').");
        _work.Refused(ErrorConditions.ModelFileMissing, Create(_folder, settings: "SETTINGS (TOKENIZER '/nowhere/vocab.txt')"),
            "Model 'public.x': there is no tokenizer file '/nowhere/vocab.txt'.", "TOKENIZER names a file in the model's folder, or any other by its path.");
    }

    [Fact]
    public void A_tokenizer_that_is_not_understood_is_refused()
    {
        File.WriteAllText(In("tokenizer.json"), """{"model": {"type": "Unigram"}}""");
        _work.Refused(ErrorConditions.TokenizerInvalid, Create(_folder),
            "Model 'public.x': the tokenizer file 'tokenizer.json' cannot be used: it has the model 'Unigram', which SqlInference does not know.",
            "What can be used: WordPiece, and BPE with a ByteLevel pre-tokenizer.");
        _work.Run(Create(_folder, settings: "SETTINGS (TOKENIZER 'vocab.txt')"));
        Assert.Equal("5", _work.Run(Rate).Single);
    }

    [Fact]
    public void Functions_that_do_not_fit_are_refused()
    {
        _work.Refused(ErrorConditions.ModelInputMismatch, Create(_folder, parameters: "a int"),
            "Model 'public.x' does not fit the function: it takes one text; declared: a Int32.",
            "Declare the function with one parameter of type varchar; put several texts together with ||.");
        _work.Refused(ErrorConditions.ModelOutputMismatch, Create(_folder, "boolean"),
            "Model 'public.x' does not fit the function: its label '2 stars' is no value of the type that the function returns.",
            "Declare RETURNS varchar, or change id2label in config.json.");
        _work.Refused(ErrorConditions.ModelOutputMismatch, Create(_folder, "date"),
            "Function stars returns DATE, but output prediction of model public.x is Utf8.", "Declare RETURNS varchar.");
        _work.Refused(ErrorConditions.ModelInputMismatch, Create(Workplace.Onnx("linear"), "real", $"SETTINGS (TOKENIZER '{In("vocab.txt")}')"),
            "Model 'public.x' does not fit the function: a text model has an input 'input_ids'. The model takes: features float32[N,3].",
            "Export the model with the names that transformers have, or leave TOKENIZER out.");
    }

    [Fact]
    public void Files_that_are_links_out_of_the_allowed_folders_are_refused()
    {
        var outside = _work.Folder["outside.txt"];
        File.Move(In("vocab.txt"), outside);
        File.CreateSymbolicLink(In("vocab.txt"), outside);
        using var work = new Workplace(new ServiceOptions { ModelFolders = [_folder] });
        work.Refused(ErrorConditions.ModelPathNotAllowed, Create(_folder),
            $"The model file '{In("vocab.txt")}' is outside the folders that models may be read from.",
            "Put it into an allowed folder, or ask an administrator to allow this one.");
        work.Refused(ErrorConditions.ModelPathNotAllowed, Create(_folder, settings: $"SETTINGS (TOKENIZER '{outside}')"),
            $"The model file '{outside}' is outside the folders that models may be read from.",
            "Put it into an allowed folder, or ask an administrator to allow this one.");
        _work.Run(Create(_folder));
        Assert.Equal("5", _work.Run(Rate).Single);
    }
}
