using SqlInference.Errors;
using SqlInference.Language;
using SqlInference.Service.Hosting;
using EndpointProtocol = SqlInference.Catalog.EndpointProtocol;

namespace SqlInference.Service.Statements;

/// <summary>What the name of an endpoint or of a Lambda function leads to.</summary>
static class EndpointTargets
{
    /// <summary>The catalog is asked first, then Amazon, where the service's configuration says so.</summary>
    public static EndpointTarget Resolve(InferenceService service, Language.RemoteTarget target, string? innerModel, StatementContext context)
    {
        var protocol = target.Kind == RemoteKind.Lambda ? EndpointProtocol.Lambda : EndpointProtocol.SageMaker;
        if (service.Catalog.Endpoints.Find(target.Name) is null && service.Remote.AmazonTargetOf(target.Name, protocol, innerModel) is { } amazon)
            return new(null, amazon);
        var record = new VisibleEndpoints(service, context).Get(target.Name);
        if (target.Kind == RemoteKind.Lambda && record.Protocol != EndpointProtocol.Lambda)
        {
            throw new SqlInferenceException(ErrorConditions.InvalidClauseValue,
                $"Endpoint '{record.Name}' is not a Lambda function: {(record.Protocol is { } other ? $"its protocol is {other.ToString().ToUpperInvariant()}" : "it stands for a model")}.",
                $"Write SAGEMAKER '{record.Name}'.");
        }

        return record.ModelId is { } id
            ? new(Hosted(service, record.Name, id, innerModel), null)
            : new(null, service.Remote.TargetOf(record.Name, record.Protocol!.Value, record.Url, record.Credential, record.Settings, innerModel));
    }

    /// <summary>The model of this service that answers behind an endpoint.</summary>
    static ServingVersion Hosted(InferenceService service, string endpoint, string modelId, string? innerModel)
    {
        if (innerModel != null)
        {
            throw new SqlInferenceException(ErrorConditions.InvalidClauseValue,
                $"Endpoint '{endpoint}' has one model, so '{innerModel}' cannot be chosen behind it.", $"Write SAGEMAKER '{endpoint}'.");
        }

        // The catalog keeps models that an endpoint stands for.
        var model = service.Catalog.Models.FindById(modelId)!;
        return new ModelsInForce(service.Catalog.Models).Serving(model);
    }
}
