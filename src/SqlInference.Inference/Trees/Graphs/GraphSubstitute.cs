using SqlInference.Errors;
using SqlInference.Inference.Onnx;

namespace SqlInference.Inference.Trees.Graphs;

/// <summary>Puts our evaluator in the place of ONNX Runtime where a model is an ensemble of trees and nothing else.</summary>
static class GraphSubstitute
{
    /// <summary>Null where ONNX Runtime is to stay.</summary>
    /// <param name="content">The model as ONNX Runtime has loaded it.</param>
    /// <exception cref="SqlInferenceException">EVALUATOR 'vector' asks for it, and the model is something else.</exception>
    public static TreePlan? For(byte[] content, OnnxPlan plan, OnnxModelOptions options)
    {
        if (options.Evaluator == ModelEvaluator.OnnxRuntime)
            return null;
        if (TryPlan(content, plan, options, out var whyNot) is { } substitute)
            return substitute;
        return options.Evaluator == ModelEvaluator.Auto ? null : throw ModelEvaluators.NotVector(plan.Model, whyNot);
    }

    static TreePlan? TryPlan(byte[] content, OnnxPlan plan, OnnxModelOptions options, out string whyNot)
    {
        if (options.Device.Device is { IsCuda: true } device)
        {
            whyNot = $"DEVICE '{device}' says that ONNX Runtime is to run it";
            return null;
        }

        if (TreeGraph.TryRead(content, out whyNot) is not { } graph)
        {
            whyNot = $"its graph {whyNot}";
            return null;
        }

        var input = plan.Inputs[0];
        var answers = plan.Outputs.Select(output => AnswerOf(graph, output)).ToArray();
        if (graph.Ensemble.Trees.Features > input.Width || Array.Exists(answers, answer => answer is null))
        {
            whyNot = "its inputs or outputs do not have the types that its operator has";
            return null;
        }

        var evaluator = new TreeEvaluator(graph.Ensemble.Trees);
        var features = new TreeFeatures(input.Width, input.Tensor.Element!.Value, input.Sources, source => OnnxErrors.NotRepresentable(plan.Model, input, source));
        var substitute = new TreePlan(graph.Ensemble.Trees, evaluator, features, answers!);
        if (SubstituteTrial.Agrees(plan, substitute))
            return substitute;
        whyNot = "it answers otherwise than ONNX Runtime in a trial";
        evaluator.Dispose();
        return null;
    }

    static TreeAnswer? AnswerOf(TreeGraph graph, OutputPlan output)
    {
        TreeAnswer? answer = (graph.Ensemble.Rule, output.Tensor.Name) switch
        {
            ({ } rule, var name) when name == graph.Labels => new LabelAnswer(rule),
            ({ } rule, var name) when name == graph.Scores => new ScoreAnswer(rule),
            (null, var name) when name == graph.Scores => new SumAnswer(graph.Ensemble.Trees.Outputs),
            _ => null,
        };
        return answer?.Type == output.Output.Type ? answer : null;
    }
}
