using SqlInference.Catalog;
using SqlInference.Language;

namespace SqlInference.Service.Statements.Creation;

/// <summary>CREATE MODEL … SAGEMAKER 'endpoint': the endpoint's target is looked up now, and kept.</summary>
static class RemoteCreation
{
    public static StatementRun Begin(ModelCreation creation, RemoteSource source)
    {
        var target = EndpointTargets.Resolve(creation.Service, source.Endpoint, source.TargetModel, "CREATE MODEL … SAGEMAKER", creation.Context);
        creation.Functions.Check(creation.Functions.Calling(target, "check", source.Function, creation.Context));

        var definition = creation.Definition(ModelKind.Remote, creation.Function(source.Function)) with
        {
            Remote = new() { EndpointName = source.Endpoint, ModelId = target.Id },
        };
        if (creation.BeginVersion(definition) is not { } version)
            return creation.Skipped();

        var run = new CreateModelRun(creation, version);
        creation.Service.Catalog.Models.Complete(version.Key, null, []);
        return run;
    }
}
