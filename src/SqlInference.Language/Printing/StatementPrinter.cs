using System.Globalization;

namespace SqlInference.Language;

/// <summary>Prints statements in one form: keywords in upper case, one clause a line, in Redshift's order.</summary>
public static class StatementPrinter
{
    /// <summary>Text that parses back to an equal tree.</summary>
    public static string Print(ModelStatement statement) => string.Join('\n', statement switch
    {
        CreateModel create => Lines(create),
        ShowModel show => [$"SHOW MODEL {(show.Name is null ? "ALL" : show.Name)}"],
        DropModel drop => [$"DROP MODEL {IfExists(drop.IfExists)}{drop.Name}"],
        AlterModel alter => [$"ALTER MODEL {alter.Name} {Action(alter.Action)}"],
        GrantCreateModel grant => Lines(grant.IsRevoke, grant.GrantOptionOnly, "CREATE MODEL", grant.Grantees),
        GrantOnModel grant => Lines(grant.IsRevoke, grant.GrantOptionOnly,
            $"{Choices.ModelPrivilege.KeywordOf(grant.Privilege)} ON MODEL {grant.Models}", grant.Grantees),
        CreateEndpoint create => Lines(create),
        ShowEndpoint show => [$"SHOW ENDPOINT {(show.Name is null ? "ALL" : Quote(show.Name))}"],
        DropEndpoint drop => [$"DROP ENDPOINT {IfExists(drop.IfExists)}{Quote(drop.Name)}"],
        ExternalFunction function => Lines(function),
        UsingFunction function => [$"USING {string.Join(",\n", function.Functions.Select(Declaration))}", function.Query],
        RedshiftCopy copy => Lines(copy),
        _ => throw new ArgumentException($"{statement.GetType().Name} is not a statement.", nameof(statement)),
    });

    /// <summary>A text in single quotes.</summary>
    public static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    static IEnumerable<string> Lines(CreateModel create)
    {
        yield return $"CREATE {OrReplace(create.OrReplace)}MODEL {(create.IfNotExists ? "IF NOT EXISTS " : "")}{create.Name}";
        foreach (var line in Lines(create.Source, create.IamRole))
            yield return line;
        if (create.Settings.Count > 0)
            yield return $"SETTINGS {create.Settings}";
    }

    static IEnumerable<string> Lines(ModelSource source, IamRole? role)
    {
        var iamRole = role is null ? Array.Empty<string>() : [$"IAM_ROLE {role}"];
        return source switch
        {
            FileSource file => [$"FROM {Quote(file.Path)}", $"FUNCTION {Signature(file.Function)}", .. iamRole],
            RemoteSource remote =>
            [
                $"FUNCTION {Signature(remote.Function)}",
                $"SAGEMAKER {Quote(remote.Endpoint)}{(remote.TargetModel is null ? "" : $":{Quote(remote.TargetModel)}")}",
                .. iamRole,
            ],
            TrainSource train => Lines(train, iamRole),
            _ => throw new ArgumentException($"{source.GetType().Name} is not a source of models.", nameof(source)),
        };
    }

    static IEnumerable<string> Lines(TrainSource train, string[] iamRole)
    {
        yield return train.Data is QueryData query ? $"FROM ({query.Text})" : $"FROM {((TableData)train.Data).Table}";
        if (train.Target is not null)
            yield return $"TARGET {train.Target}";
        if (train.Function is { } function)
            yield return $"FUNCTION {function.Name}{Parameters(function.Parameters)}{(function.Returns is null ? "" : $" RETURNS {function.Returns}")}";
        foreach (var line in iamRole)
            yield return line;
        if (train.Auto is { } auto)
            yield return $"AUTO {Choices.OnOff.KeywordOf(auto)}";
        if (train.ModelType is { } type)
            yield return $"MODEL_TYPE {Choices.ModelType.KeywordOf(type)}";
        if (train.ProblemType is { } problem)
            yield return $"PROBLEM_TYPE {Choices.ProblemType.KeywordOf(problem)}";
        if (train.Objective is not null)
            yield return $"OBJECTIVE {Quote(train.Objective)}";
        if (train.Preprocessors is not null)
            yield return $"PREPROCESSORS {Quote(train.Preprocessors)}";
        if (train.Hyperparameters is { } exceptions)
            yield return $"HYPERPARAMETERS DEFAULT{Except(exceptions)}";
    }

    static IEnumerable<string> Lines(bool isRevoke, bool optionOnly, string right, EquatableList<Grantee> grantees)
    {
        var names = string.Join(", ", grantees.Select(GranteeText));
        yield return isRevoke
            ? $"REVOKE {(optionOnly ? "GRANT OPTION FOR " : "")}{right} FROM {names}"
            : $"GRANT {right} TO {names}";
    }

    static IEnumerable<string> Lines(CreateEndpoint create)
    {
        yield return $"CREATE {OrReplace(create.OrReplace)}ENDPOINT {Quote(create.Name)}";
        if (create.Target is HostedModel hosted)
            yield return $"FOR MODEL {hosted.Model}";
        if (create.Target is RemoteService service)
            yield return $"{(service.Url is null ? "" : $"URL {Quote(service.Url)} ")}PROTOCOL {Choices.EndpointProtocol.KeywordOf(service.Protocol)}";
        if (create.Credential is not null)
            yield return $"CREDENTIAL {Quote(create.Credential)}";
        if (create.Settings.Count > 0)
            yield return $"SETTINGS {create.Settings}";
    }

    static IEnumerable<string> Lines(ExternalFunction function)
    {
        yield return $"CREATE {OrReplace(function.OrReplace)}EXTERNAL FUNCTION {Signature(function.Function)}";
        if (function.Volatility is { } volatility)
            yield return Choices.Volatility.KeywordOf(volatility);
        yield return Target(function.Target);
        if (function.IamRole is not null)
            yield return $"IAM_ROLE {function.IamRole}";
        if (function.Settings.Count > 0)
            yield return $"SETTINGS {function.Settings}";
    }

    static IEnumerable<string> Lines(RedshiftCopy copy)
    {
        yield return $"COPY {copy.Table}{(copy.Columns is null ? "" : $" ({copy.Columns})")}";
        yield return $"FROM {Quote(copy.Path)}";
        if (copy.IamRole is not null)
            yield return $"IAM_ROLE {copy.IamRole}";
        if (copy.Region is not null)
            yield return $"REGION {Quote(copy.Region)}";
        if (copy.Format is { } format)
            yield return $"FORMAT AS {Choices.CopyFormat.KeywordOf(format)}";
        if (copy.IgnoreHeader > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"IGNOREHEADER {copy.IgnoreHeader}");
        if (copy.Delimiter is { } delimiter)
            yield return $"DELIMITER {Quote(delimiter.ToString())}";
        if (copy.NullAs is not null)
            yield return $"NULL AS {Quote(copy.NullAs)}";
        if (copy.Gzip)
            yield return "GZIP";
    }

    static string Action(ModelAlteration action) => action switch
    {
        RenameModel rename => $"RENAME TO {rename.NewName}",
        ChangeModelOwner change => $"OWNER TO {change.NewOwner}",
        SetModelSettings set => $"SET {set.Settings}",
        UseModelVersion use => string.Create(CultureInfo.InvariantCulture, $"USE VERSION {use.Version}"),
        _ => throw new ArgumentException($"{action.GetType().Name} is not an alteration.", nameof(action)),
    };

    static string GranteeText(Grantee grantee) => grantee.Kind switch
    {
        GranteeKind.Public => "PUBLIC",
        GranteeKind.Role => $"ROLE {grantee.Name}",
        GranteeKind.Group => $"GROUP {grantee.Name}",
        _ => grantee.Name!.ToString(),
    } + (grantee.WithGrantOption ? " WITH GRANT OPTION" : "");

    static string Declaration(UsingDeclaration declaration) =>
        $"EXTERNAL FUNCTION {Signature(declaration.Function)} {Target(declaration.Target)}";

    static string Target(RemoteTarget target) => $"{Choices.RemoteKind.KeywordOf(target.Kind)} {Quote(target.Name)}";

    static string Signature(FunctionSignature function) =>
        $"{function.Name}{Parameters(function.Parameters)} RETURNS {function.Returns}";

    static string Parameters(EquatableList<FunctionParameter>? parameters) => parameters is null ? "" : $"({parameters})";

    static string Except(EquatableList<Hyperparameter> exceptions) => exceptions.Count == 0
        ? ""
        : $" EXCEPT ({string.Join(", ", exceptions.Select(item => $"{HyperparameterName(item.Name)} {Quote(item.Value)}"))})";

    /// <summary>Plain names as Redshift's users write them; all others in quotes.</summary>
    static string HyperparameterName(string name) =>
        name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_') && !char.IsAsciiDigit(name[0])
            ? name.ToUpperInvariant()
            : new Identifier(name, IsQuoted: true).ToString();

    static string OrReplace(bool value) => value ? "OR REPLACE " : "";

    static string IfExists(bool value) => value ? "IF EXISTS " : "";
}
