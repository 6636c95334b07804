"""Train the model from labels and a file of definitions, and measure it; needs scikit-learn."""

from classifier.training.examples import Example, Passes, read_examples, read_passes
from classifier.training.fitting import fit
from classifier.training.releasing import train

__all__ = [
    "Example",
    "Passes",
    "fit",
    "read_examples",
    "read_passes",
    "train",
]
