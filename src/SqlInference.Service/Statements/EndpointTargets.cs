using SqlInference.Errors;
using SqlInference.Service.Hosting;

namespace SqlInference.Service.Statements;

/// <summary>What the name of an endpoint leads to.</summary>
static class EndpointTargets
{
    /// <summary>The model of this service that answers behind an endpoint, if the acting user may call it.</summary>
    /// <param name="statement">For messages: the statement that names the endpoint.</param>
    public static ServingVersion Resolve(InferenceService service, string endpoint, string? innerModel, string statement, StatementContext context)
    {
        var record = service.Catalog.Endpoints.Get(endpoint);
        if (record.ModelId is not { } id)
        {
            throw new SqlInferenceException(ErrorConditions.StatementNotSupported,
                $"{statement} on the {context.Engine} engine cannot call endpoint '{endpoint}' yet: its protocol is {record.Protocol.ToString()!.ToUpperInvariant()}.",
                "Endpoints made with CREATE ENDPOINT 'name' FOR MODEL can be called.");
        }

        if (innerModel != null)
        {
            throw new SqlInferenceException(ErrorConditions.InvalidClauseValue,
                $"Endpoint '{endpoint}' has one model, so '{innerModel}' cannot be chosen behind it.", $"Write SAGEMAKER '{endpoint}'.");
        }

        // The catalog keeps models that an endpoint stands for.
        var model = service.Catalog.Models.FindById(id)!;
        if (!ModelRights.Owns(model, context) && !service.Catalog.Grants.MayExecute(model, context.Actor))
            throw ModelRights.Denied(service, model, "execute", context);
        return new ModelsInForce(service.Catalog.Models).Serving(model);
    }
}
