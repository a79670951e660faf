using System.Globalization;
using SqlInference.Catalog;
using SqlInference.Errors;

namespace SqlInference.Service.Hosting;

/// <summary>Why a model that is in the catalog cannot answer.</summary>
static class ModelErrors
{
    /// <param name="progress">How far its training is, where that is known better than the catalog knows it.</param>
    public static SqlInferenceException NotReady(ModelRecord model, VersionRecord? version, double? progress = null)
    {
        var state = model.State.ToString().ToUpperInvariant();
        return model.State == ModelState.Failed
            ? new(ErrorConditions.ModelNotReady, $"Model {model.Name} is {state}: {model.FailureReason}", "CREATE OR REPLACE MODEL makes it again.")
            : new(ErrorConditions.ModelNotReady,
                $"Model {model.Name} is {state}" + ((progress ?? version?.Progress) is { } reached ? $" ({Percent(reached)})." : "."),
                $"Try again when SHOW MODEL {model.Name} says READY.");
    }

    public static SqlInferenceException TargetDropped(ModelName caller, string endpoint) => new(ErrorConditions.EndpointFailed,
        $"The model behind endpoint '{endpoint}', which model {caller} calls, has been dropped.",
        $"Make the endpoint again for another model, then CREATE OR REPLACE MODEL {caller}.");

    public static SqlInferenceException CallsItself(ModelName model, string endpoint) => new(ErrorConditions.InvalidClauseValue,
        $"Model {model} would end up calling itself through endpoint '{endpoint}'.",
        "Name an endpoint that leads to another model.");

    public static string Percent(double progress) => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(progress * 100):F0}%");
}
