using SqlInference.Catalog;
using SqlInference.Language;
using SqlInference.Service.Hosting;

namespace SqlInference.Service.Statements.Creation;

/// <summary>CREATE MODEL … SAGEMAKER 'endpoint': the endpoint's target is looked up now, and kept.</summary>
static class RemoteCreation
{
    public static StatementRun Begin(ModelCreation creation, RemoteSource source)
    {
        var models = creation.Service.Catalog.Models;
        var target = EndpointTargets.Resolve(creation.Service, source.Endpoint, source.TargetModel, "CREATE MODEL … SAGEMAKER", creation.Context);
        RefuseCircle(creation, target, source.Endpoint);
        var function = creation.Function(source.Function);
        creation.Functions.Check(creation.Name, function, creation.Functions.ScorerOf(target).Signature);

        var definition = creation.Definition(ModelKind.Remote, function) with
        {
            Remote = new() { EndpointName = source.Endpoint, ModelId = target.Model.Id },
        };
        return creation.Start(definition, (version, _) => models.Complete(version.Key, null, []));
    }

    static void RefuseCircle(ModelCreation creation, ServingVersion target, string endpoint)
    {
        var models = creation.Service.Catalog.Models;
        if (models.Find(creation.Name) is { } replaced && new ModelsInForce(models).Path(target).Any(passed => passed.Model.Id == replaced.Id))
            throw ModelErrors.CallsItself(creation.Name, endpoint);
    }
}
