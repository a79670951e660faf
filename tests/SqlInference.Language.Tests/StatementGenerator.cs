using FsCheck;
using FsCheck.Fluent;

namespace SqlInference.Language.Tests;

/// <summary>Makes syntax trees of every shape that the parser can make.</summary>
static class StatementGenerator
{
    // Words that could be mistaken for something else, beside plain ones.
    static readonly string[] Words =
        ["m", "reviews", "Score_2", "été", "表", "model", "target", "function", "settings", "from_", "if", "mean", "role", "group",
         "a$b", "type", "returns", "default", "iam_role", "on_error", "date", "int", "double", "precision", "exists", "e", "n"];

    static readonly string[] Fragments =
        ["a", "'", "\"", "]", "[", ";", "\\", " ", "\n", "\t", "--", "/*", "*/", "$$", "$x$", "é", "😀", "(", ")", ",", "GO", "0", ".", ":"];

    static readonly string[] Queries =
        ["SELECT 1", " select a, 'x''y)' from t -- )\n", "SELECT (((1))) /* ( /* ; */ */", "WITH q AS (SELECT $a$)$a$) SELECT \"b)\" FROM q",
         "\n  SELECT E'\\')' AS c,\n  d FROM t WHERE e[1] > 2\n"];

    static readonly Gen<string> AnyText = Gen.Elements(Fragments).ListOf().Select(string.Concat);

    static readonly Gen<string> FilledText = Gen.Elements(Fragments).NonEmptyListOf().Select(parts => string.Concat(parts.Take(20)));

    static readonly Gen<Identifier> Names = Gen.OneOf(
        Gen.Elements(Words).Select(word => new Identifier(word)),
        FilledText.Select(text => new Identifier(text, IsQuoted: true)));

    static readonly Gen<QualifiedName> QualifiedNames =
        from name in Names
        from schema in OrNull(Names)
        from database in OrNull(Names)
        select new QualifiedName(schema, name) { Database = schema is null ? null : database };

    static readonly Gen<SqlType> Types = Gen.OneOf(
        Gen.Elements(Enum.GetValues<SqlTypeKind>()).Select(kind => new SqlType(kind)),
        Gen.Elements(SqlTypeKind.Real, SqlTypeKind.Double).Select(kind => new SqlType(kind, IsArray: true)),
        Gen.Elements(SqlTypeKind.VarChar, SqlTypeKind.Char).SelectMany(kind => Gen.Choose(1, 10_000).Select(length => new SqlType(kind, Length: length))),
        Gen.Elements(SqlTypeKind.Timestamp, SqlTypeKind.TimestampTz).SelectMany(kind => Gen.Choose(0, 7).Select(digits => new SqlType(kind, Precision: digits))),
        from precision in Gen.Choose(1, 38)
        from scale in Gen.Choose(0, precision)
        select new SqlType(SqlTypeKind.Decimal, precision, scale));

    static readonly Gen<EquatableList<FunctionParameter>> Parameters = Several(
        from name in OrNull(Names)
        from type in Types
        select new FunctionParameter(name, type));

    static readonly Gen<FunctionSignature> Signatures =
        from name in QualifiedNames
        from parameters in Parameters
        from returns in Types
        select new FunctionSignature(name, parameters, returns);

    static readonly Gen<IamRole?> Roles = OrNull(Gen.OneOf(Gen.Constant(IamRole.Default), FilledText.Select(arn => new IamRole(arn))));

    static readonly Gen<Settings> SettingLists = Gen.SubListOf(Settings.Known.ToArray())
        .SelectMany(definitions => Gen.CollectToList(definitions, Value))
        .Select(items => Settings.Of([.. items]));

    static readonly Gen<Settings> FilledSettings = SettingLists.Where(settings => settings.Count > 0);

    static readonly Gen<RemoteTarget> RemoteTargets =
        from kind in Gen.Elements(Enum.GetValues<RemoteKind>())
        from name in FilledText
        select new RemoteTarget(kind, name);

    static readonly Gen<Hyperparameter> Hyperparameters =
        from name in Gen.OneOf(Gen.Elements("k", "num_round", "eta", "feature_dim"), FilledText.Select(text => text.ToLowerInvariant()))
        from value in AnyText
        select new Hyperparameter(name, value);

    static readonly Gen<TrainSource> TrainSources =
        from data in Gen.OneOf(
            QualifiedNames.Select(table => (TrainingData)new TableData(table)),
            Gen.Elements(Queries).Select(query => (TrainingData)new QueryData(query)))
        from type in OrNothing(Gen.Elements(Enum.GetValues<ModelType>()))
        from target in Names
        from function in QualifiedNames
        from parameters in OrNull(Parameters)
        from returns in OrNull(Types)
        from auto in OrNothing(Gen.Elements(true, false))
        from problem in OrNothing(Gen.Elements(Enum.GetValues<ProblemType>()))
        from objective in OrNull(AnyText)
        from preprocessors in OrNull(AnyText)
        from hyperparameters in OrNull(Hyperparameters.ListOf())
        let learnsAlone = type is ModelType.KMeans or ModelType.RandomCutForest
        select new TrainSource(data)
        {
            Target = learnsAlone ? null : target,
            Function = type == ModelType.Forecast ? null : new TrainedFunction(function) { Parameters = parameters, Returns = returns },
            Auto = type is null && auto == false ? null : auto,
            ModelType = type,
            ProblemType = learnsAlone ? null : problem,
            Objective = objective,
            Preprocessors = preprocessors,
            Hyperparameters = hyperparameters is null ? null : [.. hyperparameters.DistinctBy(item => item.Name)],
        };

    static readonly Gen<ModelSource> Sources = Gen.OneOf(
        TrainSources.Select(source => (ModelSource)source),
        from path in FilledText
        from function in Signatures
        select (ModelSource)new FileSource(path, function),
        from endpoint in FilledText
        from model in OrNull(FilledText)
        from function in Signatures
        select (ModelSource)new RemoteSource(endpoint, model, function));

    static readonly Gen<ModelStatement> CreateModels =
        from name in QualifiedNames
        from source in Sources
        from start in Gen.Choose(0, 2)
        from role in Roles
        from settings in SettingLists
        select (ModelStatement)new CreateModel(name, source)
        {
            OrReplace = start == 1,
            IfNotExists = start == 2,
            IamRole = role,
            Settings = settings,
        };

    static readonly Gen<ModelStatement> AlterModels =
        from name in QualifiedNames
        from action in Gen.OneOf(
            Names.Select(to => (ModelAlteration)new RenameModel(to)),
            Names.Select(to => (ModelAlteration)new ChangeModelOwner(to)),
            FilledSettings.Select(settings => (ModelAlteration)new SetModelSettings(settings)),
            Gen.Choose(1, int.MaxValue).Select(version => (ModelAlteration)new UseModelVersion(version)))
        select (ModelStatement)new AlterModel(name, action);

    static readonly Gen<ModelStatement> Grants =
        from isRevoke in Gen.Elements(true, false)
        from optionOnly in Gen.Elements(true, false)
        from grantees in Several(Grantees(isRevoke))
        from privilege in OrNothing(Gen.Elements(Enum.GetValues<ModelPrivilege>()))
        from models in Several(QualifiedNames)
        select privilege is { } right
            ? new GrantOnModel(right, models, grantees) { IsRevoke = isRevoke, GrantOptionOnly = isRevoke && optionOnly }
            : (ModelStatement)new GrantCreateModel(grantees) { IsRevoke = isRevoke, GrantOptionOnly = isRevoke && optionOnly };

    static readonly Gen<ModelStatement> CreateEndpoints =
        from name in FilledText
        from model in OrNull(QualifiedNames)
        from protocol in Gen.Elements(Enum.GetValues<EndpointProtocol>())
        from hasUrl in Gen.Elements(true, false)
        from credential in OrNull(FilledText)
        from orReplace in Gen.Elements(true, false)
        from settings in SettingLists
        let url = hasUrl || protocol > EndpointProtocol.Lambda ? "https://inference.example.com/v2?x='y'" : null
        select (ModelStatement)new CreateEndpoint(name, model is null ? new RemoteService(url, protocol) : new HostedModel(model))
        {
            OrReplace = orReplace,
            Credential = model is null ? credential : null,
            Settings = settings,
        };

    static readonly Gen<ModelStatement> ExternalFunctions =
        from function in Signatures
        from target in RemoteTargets
        from orReplace in Gen.Elements(true, false)
        from volatility in OrNothing(Gen.Elements(Enum.GetValues<Volatility>()))
        from role in Roles
        from settings in SettingLists
        select (ModelStatement)new ExternalFunction(function, target)
        {
            OrReplace = orReplace,
            Volatility = volatility,
            IamRole = role,
            Settings = settings,
        };

    static readonly Gen<ModelStatement> UsingFunctions =
        from functions in Several(Signatures.SelectMany(function => RemoteTargets.Select(target => new UsingDeclaration(function, target))))
        from query in Gen.Elements("SELECT f(a)  FROM t", "WITH q AS (SELECT ';') SELECT 1 /* ; */ + 2", "(SELECT 1)\nUNION SELECT $$;$$")
        select (ModelStatement)new UsingFunction(functions, query);

    static readonly Gen<ModelStatement> Copies =
        from table in QualifiedNames
        from path in FilledText
        from columns in OrNull(Several(Names))
        from role in Roles
        from region in FilledText
        from format in OrNothing(Gen.Elements(Enum.GetValues<CopyFormat>()))
        from ignoreHeader in Gen.Choose(0, 3)
        from delimiter in OrNothing(Gen.Elements(',', '|', '\t', '\'', ' '))
        from nullAs in OrNull(AnyText)
        from gzip in Gen.Elements(true, false)
        select (ModelStatement)new RedshiftCopy(table, path)
        {
            Columns = columns,
            IamRole = role,
            Region = region,
            Format = format,
            IgnoreHeader = ignoreHeader,
            Delimiter = delimiter,
            NullAs = nullAs,
            Gzip = gzip,
        };

    public static Gen<ModelStatement> Statements { get; } = Gen.OneOf(
        CreateModels,
        CreateModels,
        AlterModels,
        Grants,
        CreateEndpoints,
        ExternalFunctions,
        UsingFunctions,
        Copies,
        OrNull(QualifiedNames).Select(name => (ModelStatement)new ShowModel(name)),
        QualifiedNames.SelectMany(name => Gen.Elements(true, false).Select(ifExists => (ModelStatement)new DropModel(name, ifExists))),
        OrNull(FilledText).Select(name => (ModelStatement)new ShowEndpoint(name)),
        FilledText.SelectMany(name => Gen.Elements(true, false).Select(ifExists => (ModelStatement)new DropEndpoint(name, ifExists))));

    static Gen<Grantee> Grantees(bool isRevoke) =>
        from kind in Gen.Elements(Enum.GetValues<GranteeKind>())
        from name in Names
        from option in Gen.Elements(true, false)
        select new Grantee(
            kind,
            kind == GranteeKind.Public ? null : name,
            option && !isRevoke && (kind is GranteeKind.User or GranteeKind.Role));

    static Gen<(string Name, string Value)> Value(SettingDefinition definition) => (definition.Name switch
    {
        "ON_ERROR" => Gen.Elements("fail", "null"),
        "ANSWER" => Gen.Elements("negotiate", "json"),
        "DEVICE" => Gen.Elements("auto", "cpu", "cuda", "cuda:3"),
        "EVALUATOR" => Gen.Elements("auto", "onnxruntime", "vector"),
        "FREQUENCY" => Gen.Elements("H", "D", "15min", "2W"),
        "PERCENTILES" => Gen.Elements("mean", "0.1,0.50,mean"),
        "FORMAT" => Gen.Elements("ONNX", "XGBOOST", "LINEAR_LEARNER", "RANDOM_CUT_FOREST"),
        _ => definition.Kind switch
        {
            SettingKind.Switch => Gen.Elements("ON", "OFF"),
            SettingKind.Integer => Gen.Choose(1, int.MaxValue).Select(number => number.ToString(null, null)),
            _ => FilledText,
        },
    }).Select(value => (definition.Name, value));

    static Gen<EquatableList<T>> Several<T>(Gen<T> items) =>
        items.NonEmptyListOf().Select(list => (EquatableList<T>)[.. list.Take(5)]);

    static Gen<T?> OrNull<T>(Gen<T> items)
        where T : class => Gen.OneOf(Gen.Constant<T?>(null), items.Select(item => (T?)item));

    static Gen<T?> OrNothing<T>(Gen<T> items)
        where T : struct => Gen.OneOf(Gen.Constant<T?>(null), items.Select(item => (T?)item));
}
