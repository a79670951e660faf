namespace SqlInference.Language;

/// <summary>Reads Redshift's <c>CREATE EXTERNAL FUNCTION</c> and Athena's <c>USING FUNCTION</c>.</summary>
static class RemoteFunctionParser
{
    public static ExternalFunction ParseExternal(TokenReader reader)
    {
        reader.ExpectWord("CREATE");
        var orReplace = CommonParser.TryOrReplace(reader);
        reader.ExpectWord("EXTERNAL");
        reader.ExpectWord("FUNCTION");
        var function = CommonParser.ReadSignature(reader);

        RemoteTarget? target = null;
        Volatility? volatility = null;
        IamRole? role = null;
        var settings = Settings.Empty;
        new ClauseTable(reader)
            .AddChoice("VOLATILE or STABLE", Choices.Volatility, value => volatility = value)
            .AddChoice("SAGEMAKER or LAMBDA", Choices.RemoteKind, kind => target = ReadTarget(reader, kind))
            .Add("IAM_ROLE", () => role = CommonParser.ReadIamRole(reader))
            .Add("SETTINGS", () => settings = SettingsParser.Read(reader))
            .ReadAll();
        return new ExternalFunction(function, target ?? throw reader.Unexpected("SAGEMAKER or LAMBDA"))
        {
            OrReplace = orReplace,
            Volatility = volatility,
            IamRole = role,
            Settings = settings,
        };
    }

    public static UsingFunction ParseUsing(TokenReader reader)
    {
        reader.ExpectWord("USING");
        var functions = CommonParser.ReadSeveral(reader, () => ReadDeclaration(reader));
        return new UsingFunction(functions, QueryText.ReadToEnd(reader));
    }

    static UsingDeclaration ReadDeclaration(TokenReader reader)
    {
        reader.TryWord("EXTERNAL");
        reader.ExpectWord("FUNCTION");
        var function = CommonParser.ReadSignature(reader);
        return new UsingDeclaration(function, reader.TryWord("TYPE") ? ReadInvoke(reader) : ReadTarget(reader));
    }

    static RemoteTarget ReadTarget(TokenReader reader)
    {
        if (reader.TryWord("SAGEMAKER"))
            return ReadTarget(reader, RemoteKind.SageMaker);
        if (reader.TryWord("LAMBDA"))
            return ReadTarget(reader, RemoteKind.Lambda);
        throw reader.Unexpected("SAGEMAKER, LAMBDA or TYPE", reader.Suggest(["SAGEMAKER", "LAMBDA", "TYPE"]));
    }

    static RemoteTarget ReadTarget(TokenReader reader, RemoteKind kind) =>
        new(kind, reader.ReadStringName(kind == RemoteKind.SageMaker ? "an endpoint name" : "a Lambda function"));

    /// <summary>The form of the preview: <c>TYPE … WITH (sagemaker_endpoint = '…')</c>.</summary>
    static RemoteTarget ReadInvoke(TokenReader reader)
    {
        var isSageMaker = reader.TryWord("SAGEMAKER_INVOKE_ENDPOINT");
        if (!isSageMaker && !reader.TryWord("LAMBDA_INVOKE"))
            throw reader.Unexpected("SAGEMAKER_INVOKE_ENDPOINT or LAMBDA_INVOKE", reader.Suggest(["SAGEMAKER_INVOKE_ENDPOINT", "LAMBDA_INVOKE"]));
        reader.ExpectWord("WITH");
        reader.ExpectSymbol('(');
        reader.ExpectWord(isSageMaker ? "sagemaker_endpoint" : "lambda_name");
        reader.ExpectSymbol('=');
        var target = ReadTarget(reader, isSageMaker ? RemoteKind.SageMaker : RemoteKind.Lambda);
        reader.ExpectSymbol(')');
        return target;
    }
}
