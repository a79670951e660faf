using SqlInference.Catalog;
using SqlInference.Language;
using SqlInference.Service.Hosting;
using SqlInference.Service.Remote;

namespace SqlInference.Service.Statements.Creation;

/// <summary>
/// CREATE MODEL … SAGEMAKER 'endpoint' and CREATE EXTERNAL FUNCTION: the endpoint's target is looked up now, and kept.
/// </summary>
static class RemoteCreation
{
    public static StatementRun Begin(ModelCreation creation, RemoteSource source)
    {
        var definition = DefinitionOf(creation, ModelKind.Remote, new(RemoteKind.SageMaker, source.Endpoint), source.TargetModel, source.Function);
        return Start(creation, definition);
    }

    public static StatementRun BeginFunction(ModelCreation creation, ExternalFunction statement)
    {
        var definition = DefinitionOf(creation, ModelKind.ExternalFunction, statement.Target, null, statement.Function);
        return Start(creation, definition with { Statement = statement.ToString() });
    }

    static StatementRun Start(ModelCreation creation, ModelDefinition definition) =>
        creation.Start(definition, (version, _) => creation.Service.Catalog.Models.Complete(version.Key, null, []));

    static ModelDefinition DefinitionOf(
        ModelCreation creation, ModelKind kind, Language.RemoteTarget named, string? innerModel, Language.FunctionSignature declared)
    {
        var target = EndpointTargets.Resolve(creation.Service, named, innerModel, creation.Context);
        var function = creation.Function(declared);
        if (target.Hosted is { } hosted)
        {
            RefuseCircle(creation, hosted, named.Name);
            creation.Functions.Check(creation.Name, function, creation.Functions.ScorerOf(hosted).Signature);
            return creation.Definition(kind, function) with { Remote = new() { EndpointName = named.Name, ModelId = hosted.Model.Id } };
        }

        creation.Functions.Check(creation.Name, function, RemoteServices.SignatureOf(function));
        return creation.Definition(kind, function) with { Remote = target.Elsewhere };
    }

    static void RefuseCircle(ModelCreation creation, ServingVersion target, string endpoint)
    {
        var models = creation.Service.Catalog.Models;
        if (models.Find(creation.Name) is { } replaced && new ModelsInForce(models).Path(target).Any(passed => passed.Model.Id == replaced.Id))
            throw ModelErrors.CallsItself(creation.Name, endpoint);
    }
}
