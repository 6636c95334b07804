"""Train the model from labels and a file of definitions, and measure it; needs scikit-learn."""

from classifier.training.evaluating import Evaluation, evaluate
from classifier.training.examples import Example, Passes, read_examples, read_passes
from classifier.training.fitting import fit
from classifier.training.releasing import train
from classifier.training.reporting import report
from classifier.training.steering import train_steering
from classifier.training.steering_texts import read_real

__all__ = [
    "Evaluation",
    "Example",
    "Passes",
    "evaluate",
    "fit",
    "read_examples",
    "read_passes",
    "read_real",
    "report",
    "train",
    "train_steering",
]
