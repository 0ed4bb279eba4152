"""Recognition with neural networks: similar pictures, objects and faces."""
