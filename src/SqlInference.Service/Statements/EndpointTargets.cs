using SqlInference.Catalog;
using SqlInference.Errors;

namespace SqlInference.Service.Statements;

/// <summary>What the name of an endpoint leads to.</summary>
static class EndpointTargets
{
    /// <summary>The model of this service behind an endpoint.</summary>
    /// <param name="statement">For messages: the statement that names the endpoint.</param>
    public static ModelRecord Resolve(InferenceService service, string endpoint, string? innerModel, string statement, StatementContext context)
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

        return service.Catalog.Models.FindById(id) ?? throw new SqlInferenceException(ErrorConditions.EndpointFailed,
            $"The model behind endpoint '{endpoint}' has been dropped.", $"CREATE OR REPLACE ENDPOINT '{endpoint}' FOR MODEL another one.");
    }
}
