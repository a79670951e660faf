using SqlInference.Errors;
using SqlInference.Inference.Columns;
using SqlInference.Inference.Onnx;
using SqlInference.Inference.Text.Files;
using SqlInference.Service.Hosting;

namespace SqlInference.Service.Statements.Creation;

/// <summary>The files that make a text model of a model that takes tokens: its tokenizer, and what its labels are.</summary>
sealed class TextModelFiles
{
    readonly TokenizerFiles _tokenizer;
    readonly string? _configuration;

    TextModelFiles(TokenizerFiles tokenizer, string? configuration)
    {
        _tokenizer = tokenizer;
        _configuration = configuration;
    }

    /// <summary>The file that the tokenizer is read from; the others have names that it knows.</summary>
    public string TokenizerName => Path.GetFileName(_tokenizer.Main);

    public IEnumerable<string> All => _configuration is null ? _tokenizer.All : _tokenizer.All.Append(_configuration);

    /// <summary>Null where the model takes its inputs as the function hands them over.</summary>
    public static TextModelFiles? Find(ModelCreation creation, OnnxModelFile model, FoundModel found, Catalog.FunctionSignature function)
    {
        var tokenizer = creation.Setting("TOKENIZER") is { } setting
            ? Named(creation, setting, found)
            : found.Folders.Select(folder => TokenizerFiles.In(model.Name, folder)).FirstOrDefault(files => files is not null);
        if (creation.Setting("TOKENIZER") is null && !IsForText(model, function, tokenizer))
            return null;
        var files = new TextModelFiles(
            tokenizer ?? throw new SqlInferenceException(ErrorConditions.TokenizerInvalid,
                $"Model '{model.Name}' takes the numbers of tokens, and there is no tokenizer beside it.",
                "Put its tokenizer.json or vocab.txt into the model's folder, or name the file: SETTINGS (TOKENIZER 'vocab.txt')."),
            found.Folders.Select(folder => Path.Combine(folder, ModelArtifact.Configuration)).FirstOrDefault(File.Exists));
        foreach (var file in files.All)
            ModelFiles.CheckAllowed(file, file, found.Options);
        return files;
    }

    /// <summary>Lists go to the model as they are: somebody else has made the tokens then.</summary>
    static bool IsForText(OnnxModelFile model, Catalog.FunctionSignature function, TokenizerFiles? tokenizer)
    {
        var parameters = BackendLoader.ParametersOf(function);
        return model.TakesTokens
            ? parameters.Count == 0 || parameters.Any(parameter => !parameter.IsList)
            : tokenizer is not null && !model.TakesText && parameters.Any(parameter => parameter.Type.Element == ElementType.Utf8);
    }

    static TokenizerFiles Named(ModelCreation creation, string setting, FoundModel found)
    {
        var beside = found.Folders.Select(folder => Path.Combine(folder, setting)).FirstOrDefault(File.Exists);
        return TokenizerFiles.Named(creation.Name.ToString(), beside ?? ModelFiles.Locate(setting, creation.Context, creation.FileOptions));
    }
}
