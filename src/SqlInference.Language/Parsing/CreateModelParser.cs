using SqlInference.Errors;

namespace SqlInference.Language;

/// <summary>Reads <c>CREATE MODEL</c>: all clauses first, then what they make together.</summary>
sealed class CreateModelParser
{
    static readonly string[] TrainingClauses =
        ["TARGET", "AUTO", "MODEL_TYPE", "PROBLEM_TYPE", "OBJECTIVE", "PREPROCESSORS", "HYPERPARAMETERS"];

    readonly TokenReader _reader;
    readonly ClauseTable _clauses;

    TrainingData? _data;
    string? _path;
    string? _endpoint;
    string? _targetModel;
    QualifiedName? _function;
    EquatableList<FunctionParameter>? _parameters;
    SqlType? _returns;
    Identifier? _target;
    bool? _auto;
    ModelType? _modelType;
    ProblemType? _problemType;
    string? _objective;
    string? _preprocessors;
    EquatableList<Hyperparameter>? _hyperparameters;
    IamRole? _iamRole;
    Settings _settings = Settings.Empty;

    CreateModelParser(TokenReader reader)
    {
        _reader = reader;
        _clauses = new ClauseTable(reader)
            .Add("FROM", ReadFrom)
            .Add("TARGET", () => _target = reader.ReadIdentifier("a column name"))
            .Add("FUNCTION", ReadFunction)
            .Add("RETURNS", () => _returns = TypeParser.Read(reader))
            .Add("SAGEMAKER", ReadSageMaker)
            .Add("IAM_ROLE", () => _iamRole = CommonParser.ReadIamRole(reader))
            .Add("AUTO", () => _auto = reader.ReadChoice(Choices.OnOff))
            .Add("MODEL_TYPE", ReadModelType)
            .Add("PROBLEM_TYPE", () => _problemType = reader.ReadChoice(Choices.ProblemType))
            .Add("OBJECTIVE", () => _objective = reader.ReadChoiceText("an objective in single quotes"))
            .Add("PREPROCESSORS", () => _preprocessors = reader.ReadChoiceText("'none' or JSON in single quotes"))
            .Add("HYPERPARAMETERS", ReadHyperparameters)
            .Add("SETTINGS", () => _settings = SettingsParser.Read(reader));
    }

    public static CreateModel Parse(TokenReader reader)
    {
        reader.ExpectWord("CREATE");
        var orReplace = CommonParser.TryOrReplace(reader);
        reader.ExpectWord("MODEL");
        return new CreateModelParser(reader).Read(orReplace);
    }

    CreateModel Read(bool orReplace)
    {
        var first = _reader.Current;
        var ifNotExists = TryIfNotExists();
        if (orReplace && ifNotExists)
            throw _reader.Invalid("OR REPLACE and IF NOT EXISTS contradict each other.", first, "Leave one of them out.");
        var name = _reader.ReadName("a model name");
        _clauses.ReadAll();
        return new CreateModel(name, Source())
        {
            OrReplace = orReplace,
            IfNotExists = ifNotExists,
            IamRole = _iamRole,
            Settings = _settings,
        };
    }

    bool TryIfNotExists()
    {
        if (!_reader.IsWord("IF") || !_reader.PeekIsWord("NOT"))
            return false;
        _reader.Advance();
        _reader.Advance();
        _reader.ExpectWord("EXISTS");
        return true;
    }

    void ReadFrom()
    {
        if (_reader.IsString())
            _path = _reader.ReadFilledString("a file");
        else if (_reader.IsSymbol('('))
            _data = new QueryData(QueryText.ReadParenthesised(_reader));
        else
            _data = new TableData(_reader.ReadName("a table, a query in parentheses, or a file in single quotes"));
    }

    void ReadFunction()
    {
        _function = _reader.ReadName("a function name");
        if (_reader.IsSymbol('('))
            _parameters = TypeParser.ReadParameters(_reader);
    }

    void ReadSageMaker()
    {
        _endpoint = _reader.ReadStringName("an endpoint name");
        if (_reader.TrySymbol(':'))
            _targetModel = _reader.ReadStringName("a model behind the endpoint");
    }

    void ReadModelType()
    {
        if (_reader.IsWord("BEDROCK"))
            throw StatementParser.LanguageModelRefused(_reader);
        _modelType = _reader.ReadChoice(Choices.ModelType);
    }

    void ReadHyperparameters()
    {
        _reader.ExpectWord("DEFAULT");
        var names = new HashSet<string>();
        _hyperparameters = _reader.TryWord("EXCEPT") ? [.. _reader.ReadList(() => ReadHyperparameter(names))] : [];
    }

    Hyperparameter ReadHyperparameter(HashSet<string> names)
    {
        var token = _reader.Current;
        var name = _reader.ReadIdentifier("a hyperparameter").Text.ToLowerInvariant();
        if (!names.Add(name))
            throw _reader.Fail(ErrorConditions.DuplicateClause, $"the hyperparameter {name} is given twice.", token, "Leave one of them out.");
        var sign = _reader.TrySymbol('-') ? "-" : "";
        if (_reader.Current.Kind != TokenKind.Number && (sign.Length > 0 || !_reader.IsString()))
            throw _reader.Unexpected($"a number, or a value in single quotes, for {name}");
        var value = sign + _reader.Value();
        _reader.Advance();
        return new Hyperparameter(name, value);
    }

    ModelSource Source()
    {
        if (_data is not null)
            return Trained(_data);
        if (_path is not null)
        {
            _clauses.Refuse(["SAGEMAKER", .. TrainingClauses], "a model from a file");
            return new FileSource(_path, DeclaredFunction());
        }

        if (_endpoint is null)
            throw _reader.Unexpected("FROM, or SAGEMAKER for a model behind an endpoint");
        _clauses.Refuse(TrainingClauses, "a model behind an endpoint");
        return new RemoteSource(_endpoint, _targetModel, DeclaredFunction());
    }

    FunctionSignature DeclaredFunction()
    {
        if (_function is null)
            throw _reader.Unexpected("FUNCTION");
        if (_parameters is null)
            throw _reader.Fail(ErrorConditions.SyntaxError, $"the function {_function} needs its parameter types.", _clauses.Find("FUNCTION")!.Value);
        if (_returns is null)
            throw _reader.Unexpected("RETURNS");
        return new FunctionSignature(_function, _parameters, _returns);
    }

    TrainSource Trained(TrainingData data)
    {
        _clauses.Refuse(["SAGEMAKER"], "a model that is trained from rows");
        if (_modelType == ModelType.Forecast)
            _clauses.Refuse(["FUNCTION", "RETURNS"], "a FORECAST model, which is read with SELECT * FROM forecast('model')");
        else if (_function is null)
            throw _reader.Unexpected("FUNCTION");
        if (_modelType is ModelType.KMeans or ModelType.RandomCutForest)
            _clauses.Refuse(["TARGET", "PROBLEM_TYPE"], $"a {Choices.ModelType.KeywordOf(_modelType.Value)} model, which learns without a target");
        else if (_target is null)
            throw _reader.Unexpected("TARGET");
        if (_auto == false && _modelType is null)
            throw _reader.Invalid("AUTO OFF needs MODEL_TYPE.", _clauses.Find("AUTO")!.Value, "Name the MODEL_TYPE, or leave out AUTO OFF.");
        return new TrainSource(data)
        {
            Target = _target,
            Function = _function is null ? null : new TrainedFunction(_function) { Parameters = _parameters, Returns = _returns },
            Auto = _auto,
            ModelType = _modelType,
            ProblemType = _problemType,
            Objective = _objective,
            Preprocessors = _preprocessors,
            Hyperparameters = _hyperparameters,
        };
    }
}
