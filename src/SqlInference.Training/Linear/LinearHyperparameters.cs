using SqlInference.Training.Hyperparameters;

namespace SqlInference.Training.Linear;

/// <summary>The one table of a linear model's hyperparameters, by SageMaker's names: what is checked, and what the documentation shows.</summary>
public static class LinearHyperparameters
{
    const string Solver = "the solver is L-BFGS, which sees all rows in each pass and finds its steps itself";
    const string Judged = "OBJECTIVE says what the model is judged by";

    static readonly AllowedValues Choice = new OneOf("true", "false");

    public static readonly HyperparameterTable Table = new("a linear model",
    [
        new("predictor_type", new OneOf(LinearSettings.PredictorTypes), null, "What is predicted; the same as the clause PROBLEM_TYPE. Follows from the target where neither says it."),
        new("num_classes", new WholeNumbers(2), null, "How many classes; counted from the rows where it is not given. Only for multiclass_classifier."),
        new("loss", new WordOr("auto", new OneOf([.. LinearSettings.Losses.Keys])), "auto", "What is made small; auto is logistic for two classes, softmax_loss for more, and squared_loss for numbers."),
        new("wd", new WordOr("auto", new Numbers(0)), "auto", "Half of this times the sum of the squared weights is added to the mean loss. auto tries three strengths, and takes the one that is best on held-out rows."),
        new("normalize_data", Choice, "true", "Whether numbers and times are brought to mean 0 and standard deviation 1, where PREPROCESSORS says nothing of them."),
        new("normalize_label", Choice, "true", "The same for the target while the model is fitted. Only for regressor."),
        new("use_bias", Choice, "true", "Whether there is an intercept."),
        new("huber_delta", new NumbersAbove(0), "1", "Where the loss turns from squared to absolute, in standard deviations of the target where normalize_label is true. Only for huber_loss."),
        new("loss_insensitivity", new NumbersAbove(0), "0.01", "Smaller errors cost nothing, in the same unit. Only for eps_insensitive_squared_loss and eps_insensitive_absolute_loss."),
        new("quantile", new NumbersAbove(0, Below: 1), "0.5", "The share of rows whose target lies below the prediction. Only for quantile_loss."),
        new("positive_example_weight_mult", new WordOr("balanced", new NumbersAbove(0)), "1", "How much a row of the second class counts; balanced has both classes count the same. Only for binary_classifier."),
        new("balance_multiclass_weights", Choice, "false", "Whether all classes count the same, however many rows they have. Only for multiclass_classifier."),
        new("epochs", new WholeNumbers(1), "500", "The most steps of the solver, each of which takes a pass over the rows or two."),
    ],
    new Dictionary<string, string>(),
    new Dictionary<string, string>
    {
        ["accuracy_top_k"] = Judged,
        ["beta_1"] = Solver,
        ["beta_2"] = Solver,
        ["bias_lr_mult"] = Solver,
        ["bias_wd_mult"] = "intercepts are not penalised",
        ["binary_classifier_model_selection_criteria"] = Judged,
        ["early_stopping_patience"] = "fitting ends by itself where the loss falls no more",
        ["early_stopping_tolerance"] = "fitting ends by itself where the loss falls no more",
        ["f_beta"] = Judged,
        ["feature_dim"] = "features are counted",
        ["init_bias"] = "fitting begins at zero, and ends at the same place wherever it begins",
        ["init_method"] = "fitting begins at zero, and ends at the same place wherever it begins",
        ["init_scale"] = "fitting begins at zero, and ends at the same place wherever it begins",
        ["init_sigma"] = "fitting begins at zero, and ends at the same place wherever it begins",
        ["l1"] = "the penalty is on squared weights; wd is its strength",
        ["learning_rate"] = Solver,
        ["lr_scheduler_factor"] = Solver,
        ["lr_scheduler_minimum_lr"] = Solver,
        ["lr_scheduler_step"] = Solver,
        ["margin"] = "it is 1; a weaker wd does the same as a wider margin",
        ["mini_batch_size"] = Solver,
        ["momentum"] = Solver,
        ["num_calibration_samples"] = "what classes count for is found on all held-out rows",
        ["num_models"] = "wd auto says that several are tried",
        ["num_point_for_scaler"] = "means and deviations are those of all rows",
        ["optimizer"] = Solver,
        ["target_precision"] = Judged,
        ["target_recall"] = Judged,
        ["unbias_data"] = "the intercept does it",
        ["unbias_label"] = "the intercept does it",
        ["use_lr_scheduler"] = Solver,
    });
}
