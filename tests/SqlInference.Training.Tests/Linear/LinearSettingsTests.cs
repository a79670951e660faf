using SqlInference.Errors;
using SqlInference.Inference.Pipelines;
using SqlInference.Training.Linear;

namespace SqlInference.Training.Tests.Linear;

/// <summary>What a statement may say of a linear model.</summary>
public sealed class LinearSettingsTests
{
    [Theory]
    [InlineData(null, "loss=hinge", "Hyperparameter loss of a linear model is 'hinge'; it has to be auto, or logistic, hinge_loss, softmax_loss, squared_loss, absolute_loss, eps_insensitive_squared_loss, eps_insensitive_absolute_loss, quantile_loss or huber_loss.")]
    [InlineData(null, "wd=-1", "Hyperparameter wd of a linear model is '-1'; it has to be auto, or a number, 0 or more.")]
    [InlineData(null, "quantile=1;loss=quantile_loss", "Hyperparameter quantile of a linear model is '1'; it has to be a number above 0 and below 1.")]
    [InlineData(null, "l1=0.1", "Hyperparameter l1 is not taken here: the penalty is on squared weights; wd is its strength.")]
    [InlineData(null, "learning_rate=0.1", "Hyperparameter learning_rate is not taken here: the solver is L-BFGS, which sees all rows in each pass and finds its steps itself.")]
    [InlineData(null, "num_round=5", "A linear model has no hyperparameter 'num_round'.")]
    [InlineData(null, "epochs=5;EPOCHS=6", "Hyperparameter epochs is given twice.")]
    [InlineData(null, "huber_delta=2", "Hyperparameter huber_delta does not go with loss auto; it is for huber_loss.")]
    [InlineData(null, "loss_insensitivity=2;loss=squared_loss", "Hyperparameter loss_insensitivity does not go with loss squared_loss; it is for eps_insensitive_squared_loss and eps_insensitive_absolute_loss.")]
    [InlineData(null, "predictor_type=regressor;loss=logistic", "Hyperparameter loss is 'logistic', which does not go with regression.")]
    [InlineData(ProblemType.Regression, "predictor_type=binary_classifier", "Hyperparameter predictor_type is 'binary_classifier', but PROBLEM_TYPE says regression.")]
    [InlineData(ProblemType.BinaryClassification, "loss=softmax_loss", "Hyperparameter loss is 'softmax_loss', which does not go with binary classification.")]
    [InlineData(ProblemType.Regression, "num_classes=3", "Hyperparameter num_classes does not go with regression; it is for multiclass classification.")]
    [InlineData(ProblemType.Regression, "positive_example_weight_mult=balanced", "Hyperparameter positive_example_weight_mult does not go with regression; it is for binary classification.")]
    [InlineData(ProblemType.BinaryClassification, "balance_multiclass_weights=true", "Hyperparameter balance_multiclass_weights does not go with binary classification; it is for multiclass classification.")]
    [InlineData(ProblemType.MulticlassClassification, "normalize_label=false", "Hyperparameter normalize_label does not go with multiclass classification; it is for regression.")]
    public void What_means_nothing_is_refused(ProblemType? problem, string stated, string message)
    {
        var error = Assert.Throws<SqlInferenceException>(() => LinearSettings.Read(problem, Pairs(stated)));
        Assert.Equal((ErrorConditions.InvalidHyperparameter, message), (error.Condition, error.Message));
    }

    [Fact]
    public void A_misspelt_name_is_asked_about() =>
        Assert.Equal("Did you mean num_classes?", Assert.Throws<SqlInferenceException>(() => LinearSettings.Read(null, Pairs("num_class=3"))).Hint);

    [Fact]
    public void What_is_stated_is_kept()
    {
        var settings = LinearSettings.Read(null, Pairs("Predictor_Type=MULTICLASS_CLASSIFIER;wd=0.50;num_classes=4;use_bias=FALSE"));
        Assert.Equal((ProblemType.MulticlassClassification, 0.5, 4, false, true), (settings.Problem, settings.Penalty, settings.Classes, settings.HasIntercept, settings.NormalizesData));
        Assert.Equal(["predictor_type=multiclass_classifier", "wd=0.5", "num_classes=4", "use_bias=false"], settings.Stated.Select(each => $"{each.Key}={each.Value}"));
    }

    [Fact]
    public void A_penalty_is_one_of_several_where_none_is_stated() => Assert.Null(LinearSettings.Read(null, Pairs("wd=AUTO")).Penalty);

    static IEnumerable<KeyValuePair<string, string>> Pairs(string stated) =>
        stated.Split(';').Select(each => each.Split('=')).Select(pair => KeyValuePair.Create(pair[0], pair[1]));
}
